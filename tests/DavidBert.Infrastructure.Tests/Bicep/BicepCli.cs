using System.Reflection;
using System.Runtime.InteropServices;

namespace DavidBert.Infrastructure.Tests.Bicep;

/// <summary>The Bicep CLI of the package Azure.Bicep.CommandLine.linux-x64.</summary>
internal static class BicepCli
{
    private static readonly string Executable = typeof(BicepCli).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key is "BicepPath")
        .Value!.Replace('\\', '/');

    private static readonly Lazy<Task<Command>> Main = new(() => RunAsync(["build", "infra/main.bicep", "--stdout"]));

    /// <summary>What azd hands over at the least; and the CLI, which runs for seconds only, does not profile.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; }
        = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AZURE_ENV_NAME"] = "test",
            ["AZURE_LOCATION"] = "westeurope",
            ["DOTNET_TieredPGO"] = "0",
        };

    /// <summary>main.bicep, compiled once for all tests.</summary>
    public static Task<Command> BuildMainAsync() => Main.Value;

    public static Task<Command> RunAsync(string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64,
            "The Bicep CLI comes from a package for Linux x64.");
        return Command.RunAsync(Executable, arguments, environment ?? Environment);
    }
}
