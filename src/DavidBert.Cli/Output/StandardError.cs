namespace DavidBert.Cli.Output;

/// <summary>Standard error, where what goes wrong is told.</summary>
internal static class StandardError
{
    /// <summary>Writes a line; where nobody can be told (a full disk, a closed reader), the exit code speaks alone.</summary>
    public static void WriteLine(string line)
    {
        try
        {
            Console.Error.WriteLine(line);
        }
        catch (IOException)
        {
            // There is no other place to say it.
        }
    }
}
