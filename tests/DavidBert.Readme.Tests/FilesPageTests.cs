using System.Text.RegularExpressions;
using DavidBert.Labelling;

namespace DavidBert.Readme.Tests;

/// <summary>The example of <c>docs/files.md</c>, run with the emulator and a running service.</summary>
public sealed partial class FilesPageTests(Azurite azurite)
{
    private const string Account = "UseDevelopmentStorage=true";

    private static string Page => Repository.At("docs", "files.md");

    [Fact]
    public async Task Example_OfTheSdk_GetsTheLabelledFileAndTheReportThatIsShown()
    {
        await using var shell = new Shell();
        var storage = await azurite.NewAccountAsync();
        var examples = MarkdownPage.Read(Page).Examples;
        var program = Assert.Single(examples, example => example.IsIn("Upload", "csharp"));
        Assert.Contains(Account, program.Text, StringComparison.Ordinal);
        var show = """
            var report = account.GetBlobContainerClient("reports").GetBlobClient("reviews.csv.json");
            while (!await report.ExistsAsync())
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
            }

            Console.Write("\0" + (await report.DownloadContentAsync()).Value.Content);
            """;
        var text = program.Text.Replace(Account, storage.ConnectionString, StringComparison.Ordinal);
        shell.Write("example.cs", text + show);
        shell.Copy(Repository.At("examples"), "examples");
        shell.Copy(Repository.At("models", "attributes"), "models/attributes");
        shell.Set("DavidBert__Model__CacheFolder", shell.At("cache"));
        await shell.RequireAsync($"davidbert publish models/attributes --to '{storage.ConnectionString}'");
        await using var service = await ServedCommand.StartAsync(
            shell, $"davidbert serve --storage '{storage.ConnectionString}'");

        var output = (await shell.RequireAsync("dotnet run example.cs")).Split('\0');

        Assert.Contains(
            "id,product,text,word,score,error\n1,suitcase,\"weighs a ton, even empty\",weight,0.",
            output[0], StringComparison.Ordinal);
        var shown = Assert.Single(examples, example => example.IsIn("What comes out", "json")).Text;
        var report = Lasting(output[1]).Trim();
        if (Refresh.IsOn)
        {
            Refresh.Replace(Page, shown.Trim(), report);
            shown = report;
        }

        Assert.Equal(shown.Trim(), report);
        Assert.Equal(0, await service.StopAsync());
    }

    [Fact]
    public void Options_OfTheTable_AreThoseOfLabelling()
    {
        var table = MarkdownPage.Read(Page).TableUnder("Options");

        Assert.Equal(
            LabelOption.All.Select(option => option.Name).Order(StringComparer.Ordinal),
            table.SelectMany(row => row[0].Split(", ")).Select(name => name.Trim('`')).Order(StringComparer.Ordinal));
        Assert.All(LabelOption.All.Where(option => option.Choices.Count > 0), option =>
        {
            var row = Assert.Single(table, row => row[0].Contains($"`{option.Name}`", StringComparison.Ordinal));
            Assert.All(option.Choices, choice => Assert.Contains($"`{choice}`", row[1], StringComparison.Ordinal));
        });
    }

    /// <summary>A report, with dots for what differs from run to run.</summary>
    private static string Lasting(string report) => Varying().Replace(report, "${start}…${end}");

    [GeneratedRegex(
        """
        (?<start>"(model_hash|input_version)": ")[^"]*(?<end>")|(?<start>"(output_bytes|seconds)": )[0-9.]+
        """,
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Varying();
}
