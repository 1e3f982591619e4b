using System.CommandLine;
using DavidBert.Bundles;
using DavidBert.Cli.Shell;
using DavidBert.Serving.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace DavidBert.Cli.Commands;

/// <summary><c>davidbert serve</c>: the HTTP service on this machine.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    private const int DefaultPort = 7071; // as `func start`
    private const int MaxPort = 65_535;

    public static readonly string[] Examples =
    [
        "davidbert serve",
        "davidbert serve --port 8080 --model my-model",
        "davidbert serve --storage UseDevelopmentStorage=true",
    ];

    public static Command Create()
    {
        var port = WholeNumberOption.Create("--port", "The port on this machine; 0 for a free one.", 0, MaxPort, DefaultPort);
        port.Aliases.Add("-p");
        var storage = new Option<string?>("--storage")
        {
            Description = "The storage account whose published model is served: its blob endpoint or a connection string.",
            HelpName = "ACCOUNT",
        };
        var model = ModelOption.Create();
        var command = new Command(Name, "Answers HTTP requests, and shows a page to try it on. Ctrl-C ends it when what is under way is answered.")
        {
            port, model, storage,
        };
        command.SetAction((result, cancellation) =>
            RunAsync(result.GetValue(port), result.GetValue(model), result.GetValue(storage), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int port, string? model, string? storage, CancellationToken cancellation)
    {
        if (model is not null && storage is not null)
        {
            throw new UsageException("Both --model and --storage are given; the model comes from one of them.");
        }

        if (model is not null)
        {
            Bundle.ReadManifest(model); // what is named here and is no bundle is a mistake; in a store it may still come
        }

        await using var app = LocalService.Create(port, SettingsOf(model, storage), Configure);
        await StartAsync(app, port, cancellation);
        await using (var output = StandardOutput.Writer(StandardOutput.Open()))
        {
            foreach (var address in app.Urls)
            {
                await output.WriteLineAsync($"{address}  (page)\n{address}/api/predict?text=very%20chonky");
            }
        }

        await app.WaitForShutdownAsync(cancellation);
        return ExitCode.Success;
    }

    private static async Task StartAsync(WebApplication app, int port, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new UsageException($"port {port} is in use; choose another with --port, or 0 for a free one.");
        }
    }

    /// <summary>What the command line says comes before what the environment says.</summary>
    private static Dictionary<string, string?> SettingsOf(string? model, string? storage)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (model is not null)
        {
            settings["DavidBert:Model:Folder"] = Path.GetFullPath(model);
            settings["DavidBert:Storage"] = null;
        }

        if (storage is not null)
        {
            settings["DavidBert:Storage"] = storage;
        }

        return settings;
    }

    private static void Configure(WebApplicationBuilder builder)
    {
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning); // the addresses are printed for a person
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // why it did not start is told by the command line
    }
}
