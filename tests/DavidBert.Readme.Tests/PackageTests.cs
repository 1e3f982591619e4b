using System.Globalization;

namespace DavidBert.Readme.Tests;

/// <summary>The packages, installed from a folder by somebody who has nothing but them.</summary>
public sealed class PackageTests
{
    private static readonly string Version = string.Create(CultureInfo.InvariantCulture, $"0.1.0-test{Environment.ProcessId}");

    private static string Page => Repository.At("docs", "package.md");

    [Fact]
    public async Task Library_InAnEmptyProject_PredictsAsItsPageShows()
    {
        await using var shell = new Shell();
        await PackAsync(shell, "DavidBert");
        var program = Assert.Single(MarkdownPage.Read(Page).Examples, example => example.IsIn("DavidBert", "csharp"));
        Directory.CreateDirectory(shell.At("consumer"));
        shell.Write("consumer/Program.cs", program.Text);
        shell.Write("consumer/Consumer.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="DavidBert" Version="{Version}" />
              </ItemGroup>
            </Project>
            """);
        try
        {
            var output = await shell.RequireAsync("dotnet run --project consumer");

            Assert.Contains(output.Split('\n'), line => line.StartsWith("size 0.", StringComparison.Ordinal));
            Assert.True(File.Exists(shell.At("consumer/bin/Debug/net10.0/models/attributes/LICENSE-wordnet.txt")), "The licences are not there.");
            Assert.Equal($"DavidBert.{Version}.snupkg", Path.GetFileName(Assert.Single(Directory.GetFiles(shell.At("feed"), "*.snupkg"))));
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
        try
        {
            await shell.RequireAsync($"dotnet tool install DavidBert.Cli --tool-path tools --version {Version}");
            shell.Copy(Repository.At("examples"), "examples");

            Assert.StartsWith("fishy → smell  0.", await shell.RequireAsync("tools/davidbert predict fishy"), StringComparison.Ordinal);
            Assert.StartsWith("id,product,text,word,score,error\n", await shell.RequireAsync("tools/davidbert label examples/reviews.csv -o - -q"), StringComparison.Ordinal);
        }
        finally
        {
            await ForgetAsync(shell, "davidbert.cli");
        }
    }

    /// <summary>Packs a project into the folder <c>feed</c>, which is a source of packages for what lies beside it.</summary>
    private static async Task PackAsync(Shell shell, string project)
    {
        shell.Write("nuget.config", """
            <configuration>
              <packageSources>
                <add key="feed" value="feed" />
              </packageSources>
            </configuration>
            """);
        var path = Repository.At("src", project, $"{project}.csproj");
        await shell.RequireAsync($"dotnet pack '{path}' --artifacts-path artifacts --output feed -p:Version={Version}");
    }

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
