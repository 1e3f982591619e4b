using System.Diagnostics;
using DavidBert.Tests.Tokenization;

namespace DavidBert.Tests.Prediction;

/// <summary>ONNX Runtime sends telemetry, except on build servers. Here it must not, anywhere.</summary>
public sealed class TelemetryTests
{
    /// <summary>Variables of build servers, by which ONNX Runtime turns its telemetry off of its own accord.</summary>
    private static readonly string[] Suppressing =
    [
        "ORT_DISABLE_TELEMETRY", "CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "CIRCLECI", "TRAVIS", "JENKINS_URL",
        "CODEBUILD_BUILD_ID", "BUILDKITE", "TEAMCITY_VERSION", "APPVEYOR", "BITBUCKET_BUILD_NUMBER",
        "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI", "XDG_CACHE_HOME",
    ];

    [Fact]
    public void Predict_InAnEmptyHome_LeavesItEmpty()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "HOME says where the telemetry is kept on Linux.");
        var home = Directory.CreateTempSubdirectory("davidbert-home-");
        try
        {
            Run(home.FullName, $"{typeof(TelemetryTests).FullName}.{nameof(Predict_DefaultBundle_Answers)}");
            Assert.Empty(home.EnumerateFileSystemInfos("*", SearchOption.AllDirectories));
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    [Fact]
    public void Predict_DefaultBundle_Answers()
    {
        using var predictor = Predictor.Load(TestFiles.DefaultBundle);
        Assert.Equal("smell", predictor.Predict("fishy").Word);
    }

    /// <summary>Runs a test of this assembly in a process of its own.</summary>
    private static void Run(string home, string test)
    {
        var assembly = typeof(TelemetryTests).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", ["exec", assembly, "-method", test])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var variable in Suppressing)
        {
            start.Environment.Remove(variable);
        }

        start.Environment["HOME"] = home;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
        Assert.Contains("Total: 1", output, StringComparison.Ordinal);
    }
}
