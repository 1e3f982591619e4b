namespace DavidBert.Readme.Tests;

/// <summary>The README's example of the library.</summary>
public sealed class LibraryTests
{
    [Fact]
    public async Task Example_OfTheLibrary_PrintsItsWord()
    {
        await using var shell = new Shell();
        var examples = MarkdownPage.Read(Repository.Readme).Examples;
        var program = Assert.Single(examples, example => example.IsIn("From C#", "csharp"));
        Directory.CreateSymbolicLink(shell.At("models"), Repository.At("models"));
        shell.Write("example.cs", $"#:project {Repository.At("src", "DavidBert", "DavidBert.csproj")}\n{program.Text}");

        var output = await shell.RequireAsync("dotnet run example.cs");

        // The restore may warn before it.
        Assert.Contains(output.Split('\n'), line => line.StartsWith("size 0.", StringComparison.Ordinal));
    }
}
