using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Reflection.PortableExecutable;
using DavidBert.Functions.Tests.Host;
using DavidBert.Testing;
using DavidBert.Testing.Http;

namespace DavidBert.Functions.Tests;

/// <summary>What is deployed.</summary>
public sealed class PublishTests
{
    private const long MostZippedBytes = 45_000_000; // 18 of it the model, 11 ONNX Runtime, 2 the glossary
    private const string HostExtensions = ".azurefunctions";

    /// <summary>Of the build that these tests are from, which built the app too.</summary>
    private static readonly string Configuration =
        typeof(PublishTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>azd publishes in the configuration Release and names no runtime.</summary>
    [Fact]
    public async Task Publish_AsAzdDoes_IsSmallCompiledAheadAndAnswers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The app is published for Linux, where it is started too.");
        var folder = Directory.CreateTempSubdirectory("davidbert-publish-");
        try
        {
            var output = Path.Combine(folder.FullName, "output");
            await DotnetAsync(
                folder.FullName, "publish", Repository.At("src", "DavidBert.Functions"), "--configuration", "Release",
                "--output", output, "--artifacts-path", Path.Combine(folder.FullName, "artifacts"));

            var files = Directory.GetFiles(output, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(output, file))
                .Where(file => !file.StartsWith(HostExtensions, StringComparison.Ordinal))
                .ToArray();
            Assert.DoesNotContain(files, file => Path.GetExtension(file) is ".pdb" or ".xml" or ".dylib" or ".lib");
            Assert.DoesNotContain(files, file => file.StartsWith("runtimes", StringComparison.Ordinal));
            Assert.Contains("libonnxruntime.so", files);
            Assert.DoesNotContain("local.settings.json", files);
            Assert.True(IsCompiledAhead(Path.Combine(output, "DavidBert.Serving.dll")), "Not ReadyToRun.");
            var zip = Path.Combine(folder.FullName, "app.zip");
            await ZipFile.CreateFromDirectoryAsync(output, zip, Cancellation);
            Assert.InRange(new FileInfo(zip).Length, 1, MostZippedBytes);

            await using var host = await FunctionsHost.StartAsync(
                Path.Combine(output, "DavidBert.Functions.dll"), new Dictionary<string, string?>(), Cancellation);
            await host.AnsweringAsync("/api/health/ready");
            using var answer = await host.PostAsync("""{"text": "very chonky"}""");
            Assert.Equal("size", (string?)(await answer.JsonAsync())["answer"]!["word"]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>
    /// The worker's targets let Core Tools start what was built; here a stand-in says how it is called.
    /// </summary>
    [Fact]
    public async Task Run_InTheProjectsFolder_StartsCoreToolsWhereTheAppWasBuilt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for Core Tools is a shell script.");
        var folder = Directory.CreateTempSubdirectory("davidbert-run-");
        try
        {
            var func = Path.Combine(folder.FullName, "func");
            await File.WriteAllTextAsync(
                func, "#!/bin/sh\nif [ \"$1\" = start ]; then ls; echo \"called with $*\"; fi\n", Cancellation);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(func, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }

            var output = await DotnetAsync(
                folder.FullName, "run", "--no-build", "--configuration", Configuration,
                "--project", Repository.At("src", "DavidBert.Functions"));

            Assert.Contains("called with start", output, StringComparison.Ordinal);
            Assert.Contains("host.json", output, StringComparison.Ordinal);
            Assert.Contains("DavidBert.Functions.dll", output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool IsCompiledAhead(string assembly)
    {
        using var reader = new PEReader(File.OpenRead(assembly));
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    /// <summary>Runs dotnet in the project's folder, with a folder before those of PATH.</summary>
    private static async Task<string> DotnetAsync(string programs, params string[] arguments)
    {
        // A build server would keep the output open.
        var start = new ProcessStartInfo("dotnet", [.. arguments, "--disable-build-servers"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = Repository.At("src", "DavidBert.Functions"),
        };
        start.Environment["LocalTriggers"] = string.Empty;
        start.Environment["RunAnalyzers"] = "false"; // the build of these tests ran them on the same sources
        start.Environment["PATH"] = $"{programs}{Path.PathSeparator}{start.Environment["PATH"]}";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, $"dotnet {arguments[0]} ended with {process.ExitCode}: {output}");
        return output;
    }
}
