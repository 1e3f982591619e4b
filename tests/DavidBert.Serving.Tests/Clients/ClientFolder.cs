using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Clients;

/// <summary>The folder <c>tests/clients</c>; where Node.js is missing its tests are skipped.</summary>
internal static class ClientFolder
{
    private static readonly NpmFolder Folder = new("clients");

    /// <summary>Runs a script of it, which must succeed.</summary>
    /// <returns>What it wrote to its standard output.</returns>
    public static async Task<string> RunAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        Assert.SkipWhen(NpmFolder.Missing is not null, $"{NpmFolder.Missing} is not on the PATH.");
        var (code, output, error) = await Folder.RunAsync(
            arguments,
            environment.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal),
            TestContext.Current.CancellationToken);
        Assert.True(code == 0, $"node {string.Join(' ', arguments)} ended with {code}:\n{output}{error}");
        return output;
    }
}
