using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using DavidBert.Bundles;
using DavidBert.Cli.Shell;
using DavidBert.Serving.Configuration;
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
    public const int DefaultPort = 7071; // as `func start`
    public const int MaxPort = 65_535;

    public static ExampledCommand Create()
    {
        var port = WholeNumberOption.Create(
            "--port", "The port on this machine; 0 for a free one.", 0, MaxPort, DefaultPort);
        port.Aliases.Add("-p");
        var host = HostOption();
        var open = new Option<bool>("--open") { Description = "Lets anyone call without a key." };
        var storage = new StorageOptions();
        var model = ModelOption.Create();
        var command = new ExampledCommand(
            "serve",
            "Answers HTTP requests and serves a page to try it on. Ctrl-C ends it after the requests under way.",
            [
                "davidbert serve",
                "davidbert serve --port 8080 --model my-model",
                "davidbert serve --storage UseDevelopmentStorage=true",
                "davidbert serve --host 0.0.0.0 --open",
            ])
        {
            port, host, open, model, storage.Account, storage.File,
        };
        var reading = new ReadingOptions();
        reading.AddTo(command);
        command.SetAction((result, cancellation) =>
        {
            var settings = SettingsOf(result.GetValue(model), StorageOf(result, model, storage));
            if (reading.Glossary(result) is { } glossary)
            {
                settings["DavidBert:Model:Glossary"] = Path.GetFullPath(glossary);
            }

            if (reading.AsWritten(result))
            {
                settings["DavidBert:Model:RepairsSpelling"] = bool.FalseString;
            }

            if (result.GetValue(open))
            {
                settings["DavidBert:Access:Mode"] = nameof(AccessMode.Open);
            }

            return RunAsync(result.GetValue(port), result.GetValue(host), settings, cancellation);
        });
        return command;
    }

    /// <summary>The address to listen on; null for those that only this machine can reach.</summary>
    private static Option<IPAddress?> HostOption() => new("--host")
    {
        Description = "The address of this machine to listen on; 0.0.0.0 for all, so that other machines can call. "
            + "Then a key is needed (DavidBert__Access__KeyHashes) unless --open is given. [default: localhost]",
        HelpName = "ADDRESS",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!IPAddress.TryParse(text, out var address) && text is not "localhost")
            {
                result.AddError($"--host is '{text}'; expected localhost, an IP address of this machine, or 0.0.0.0.");
            }

            return address;
        },
    };

    /// <summary>The storage account that is asked for; null where the model is a folder.</summary>
    private static string? StorageOf(ParseResult result, Option<string?> model, StorageOptions storage)
    {
        var given = storage.Given(result);
        if (result.GetValue(model) is not { } folder)
        {
            return given ?? StorageOptions.FromEnvironment();
        }

        if (given is not null)
        {
            throw new UsageException("give --model or a storage account, not both: the model comes from one of them.");
        }

        Bundle.ReadManifest(folder); // a folder without a bundle is a mistake here; in a store one may still come
        return null;
    }

    private static async Task<int> RunAsync(
        int port, IPAddress? address, Dictionary<string, string?> settings, CancellationToken cancellation)
    {
        await using var app = LocalService.Create(port, address, settings, Configure);
        await StartAsync(app, port, cancellation);
        await TellAddressesAsync(app.Urls);
        await app.WaitForShutdownAsync(cancellation);
        return ExitCode.Success;
    }

    /// <summary>Prints where it answers; a service goes on without a reader of that.</summary>
    private static async Task TellAddressesAsync(IEnumerable<string> addresses)
    {
        try
        {
            await using var output = StandardOutput.Writer(StandardOutput.Open());
            foreach (var address in addresses)
            {
                await output.WriteLineAsync($"{address}  (page)\n{address}/api/predict?text=very%20chonky");
            }
        }
        catch (Exception e) when (e is IOException or UsageException)
        {
            Failure.Tell($"{e.Message} The service answers on {string.Join(", ", addresses)}.");
        }
    }

    private static async Task StartAsync(WebApplication app, int port, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            await app.StopAsync(CancellationToken.None); // what has started, as loading the model, ends first
            throw;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new UsageException($"port {port} is in use; choose another with --port, or 0 for a free one.");
        }
        catch (SocketException e)
        {
            throw new UsageException($"it cannot listen there: {e.Message}. Choose another --host or --port.");
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
        builder.Services.Configure<ConsoleLoggerOptions>(console =>
            console.LogToStandardErrorThreshold = LogLevel.Trace);
        // The addresses are printed for a person, and why it did not start is told by the command line.
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }
}
