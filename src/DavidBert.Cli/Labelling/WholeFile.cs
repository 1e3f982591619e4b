namespace DavidBert.Cli.Labelling;

/// <summary>Small files that appear whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Writes beside the file and moves over it.</summary>
    public static async Task WriteAsync(string path, byte[] content)
    {
        var beside = $"{path}.new";
        await using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            await file.WriteAsync(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }
}
