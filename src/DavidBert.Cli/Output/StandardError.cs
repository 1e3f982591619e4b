namespace DavidBert.Cli.Output;

/// <summary>Standard error, where what goes wrong is told.</summary>
internal static class StandardError
{
    /// <summary>
    /// Writes a line; characters that would end it or steer a terminal, as a name may hold, are shown as spaces. Where
    /// nobody can be told (a full disk, a closed reader), the exit code speaks alone.
    /// </summary>
    public static void WriteLine(string line)
    {
        try
        {
            Console.Error.WriteLine(PhraseColumn.OneLine(line));
        }
        catch (IOException)
        {
            // There is no other place to say it.
        }
    }
}
