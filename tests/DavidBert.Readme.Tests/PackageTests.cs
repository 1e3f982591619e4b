using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace DavidBert.Readme.Tests;

/// <summary>The packages, made and installed as their page says by somebody who has nothing but them.</summary>
public sealed class PackageTests
{
    private const long MostBytesOfTheLibrary = 22_000_000;
    private const long MostBytesOfTheTool = 45_000_000;

    private static readonly string Version =
        string.Create(CultureInfo.InvariantCulture, $"0.1.0-test{Environment.ProcessId}");

    private static readonly MarkdownPage Page = MarkdownPage.Read(Repository.At("docs", "package.md"));

    [Fact]
    public async Task Library_InAnEmptyProject_PredictsAsItsPageShows()
    {
        await using var shell = new Shell();
        await PackAsync(shell, "DavidBert");
        var program = Assert.Single(Page.Examples, example => example.IsIn("DavidBert", "csharp"));
        Directory.CreateDirectory(shell.At("consumer"));
        shell.Write("consumer/Program.cs", program.Text);
        shell.Write("consumer/Consumer.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
            </Project>
            """);
        shell.Write("nuget.config", "<configuration />");
        try
        {
            await shell.RequireAsync($"{Command("dotnet nuget add source")} --configfile nuget.config");
            var add = Command("dotnet add").Replace("YOUR-PROJECT", "consumer", StringComparison.Ordinal);
            await shell.RequireAsync($"{add} --version {Version}");

            var output = await shell.RequireAsync("dotnet run --project consumer");

            Assert.Contains(output.Split('\n'), line => line.StartsWith("size 0.", StringComparison.Ordinal));
            var licence = shell.At("consumer/bin/Debug/net10.0/models/attributes/LICENSE-wordnet.txt");
            Assert.True(File.Exists(licence), "The licences are not there.");
            var symbols = Assert.Single(Directory.GetFiles(shell.At("artifacts/packages"), "*.snupkg"));
            Assert.Equal($"DavidBert.{Version}.snupkg", Path.GetFileName(symbols));
            RequireSmall(shell.At($"artifacts/packages/DavidBert.{Version}.nupkg"), MostBytesOfTheLibrary, models: 1);
        }
        finally
        {
            await ForgetAsync(shell, "davidbert");
        }
    }

    [Fact]
    public async Task Tool_Installed_AnswersAndLabels()
    {
        await using var shell = new Shell();
        await PackAsync(shell, "DavidBert.Cli");
        var system = RuntimeInformation.RuntimeIdentifier;
        try
        {
            RequireSmall(
                shell.At($"artifacts/packages/DavidBert.Cli.{system}.{Version}.nupkg"), MostBytesOfTheTool, models: 1);
            RequireSmall(
                shell.At($"artifacts/packages/DavidBert.Cli.{Version}.nupkg"), MostBytesOfTheTool, models: 0);
            shell.Write("packed.nuget.config", await File.ReadAllTextAsync(
                Repository.At("packed.nuget.config"), TestContext.Current.CancellationToken));
            var install = Command("dotnet tool install")
                .Replace("--global", "--tool-path tools", StringComparison.Ordinal);
            await shell.RequireAsync($"{install} --version {Version}");
            shell.Copy(Repository.At("examples"), "examples");

            var answer = await shell.RequireAsync("tools/davidbert predict fishy");
            var labelled = await shell.RequireAsync("tools/davidbert label examples/reviews.csv -o - -q");
            Assert.StartsWith("fishy → smell  0.", answer, StringComparison.Ordinal);
            Assert.StartsWith("id,product,text,word,score,error\n", labelled, StringComparison.Ordinal);
        }
        finally
        {
            await ForgetAsync(shell, "davidbert.cli");
            await ForgetAsync(shell, $"davidbert.cli.{system}");
        }
    }

    /// <summary>A package has its page and icon, its model once, and nothing of other systems.</summary>
    private static void RequireSmall(string package, long most, int models)
    {
        Assert.InRange(new FileInfo(package).Length, 1, most);
        using var zip = ZipFile.OpenRead(package);
        string[] names = [.. zip.Entries.Select(entry => entry.FullName)];
        Assert.Contains("package.md", names);
        Assert.Contains("icon.png", names);
        Assert.Equal(models, names.Count(name => name.EndsWith("/model.onnx", StringComparison.Ordinal)));
        Assert.DoesNotContain(names, name => name.Contains("runtimes/", StringComparison.Ordinal));
    }

    /// <summary>Packs a project as the page says, but for its version and where what is built lies meanwhile.</summary>
    private static async Task PackAsync(Shell shell, string project)
    {
        var pack = Command($"dotnet pack src/{project} ")
            .Replace("src/", $"{Repository.At("src")}/", StringComparison.Ordinal);
        await shell.RequireAsync($"{pack} --artifacts-path build -p:Version={Version}");
    }

    /// <summary>The command of the page that begins so.</summary>
    private static string Command(string beginning) => Assert.Single(
        Page.Examples.Where(example => example.Language is "sh").SelectMany(example => example.Lines),
        line => line.StartsWith(beginning, StringComparison.Ordinal));

    /// <summary>Takes the version out of the cache of packages, which all projects share.</summary>
    private static async Task ForgetAsync(Shell shell, string package)
    {
        var told = await shell.RequireAsync("dotnet nuget locals global-packages --list");
        var entry = Path.Combine(told[(told.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim(), package, Version);
        if (Directory.Exists(entry))
        {
            Directory.Delete(entry, recursive: true);
        }
    }
}
