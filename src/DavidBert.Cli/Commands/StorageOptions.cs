using System.CommandLine;
using Azure.Storage.Blobs;
using DavidBert.Cli.Shell;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Models;
using DavidBert.Serving.Storage;

namespace DavidBert.Cli.Commands;

/// <summary>
/// Which storage account a command works with, and which of its models. What names the account may hold a secret.
/// </summary>
internal sealed class StorageOptions
{
    private const string Variable = "DAVIDBERT_STORAGE";
    private const string Setting = $"{ServiceOptions.Section}__{nameof(ServiceOptions.Storage)}";
    private const int MaxFileCharacters = 16_384;
    private const int MostRetries = 3;

    /// <summary>The account itself.</summary>
    public Option<string?> Account { get; } = new("--storage")
    {
        Description = "The storage account: https://NAME.blob.core.windows.net (you are signed in by 'az login', a "
            + "managed identity or a SAS after '?'), or a connection string. Keep secrets off the command line: use "
            + $"the variable or the file. [default: the environment variable {Variable}]",
        HelpName = "ACCOUNT",
    };

    /// <summary>A file that holds it.</summary>
    public Option<string?> File { get; } = new("--storage-file")
    {
        Description = "A file that holds the storage account, as --storage takes it.",
        HelpName = "PATH",
    };

    /// <summary>Which model.</summary>
    public static Option<string> ModelName() => new("--name")
    {
        Description = "The model's name in the store.",
        HelpName = "NAME",
        DefaultValueFactory = _ => new ModelOptions().Name,
    };

    /// <summary>The model's place in the store, asked again for some seconds only, as somebody waits.</summary>
    /// <param name="account">What <see cref="Read"/> gave.</param>
    /// <param name="name">The model's name.</param>
    /// <exception cref="UsageException">No account is given.</exception>
    /// <exception cref="StorageException">The account or the name cannot be used.</exception>
    public static ModelStore Open(string? account, string name) => account is null
        ? throw new UsageException(
            $"no storage account is given; set {Variable}, or add --storage-file PATH or --storage ACCOUNT.")
        : new ModelStore(
            StorageAccount.Parse(account), name, new BlobClientOptions { Retry = { MaxRetries = MostRetries } });

    /// <summary>The account that the command line names; null if it names none.</summary>
    /// <exception cref="UsageException">It is named twice, or the file cannot be used.</exception>
    public string? Given(ParseResult result) => (result.GetValue(Account), result.GetValue(File)) switch
    {
        ({ } account, null) when !string.IsNullOrWhiteSpace(account) => account,
        (_, null) => null,
        (null, { } path) => ReadFile(path),
        _ => throw new UsageException("give --storage or --storage-file, not both."),
    };

    /// <summary>The account that the command line names, or else the environment; null if neither does.</summary>
    /// <inheritdoc cref="Given" path="/exception" />
    public string? Read(ParseResult result) => Given(result) ?? FromEnvironment();

    /// <summary>The account that the environment names; null if it names none.</summary>
    public static string? FromEnvironment() => ((string[])[Variable, Setting])
        .Select(Environment.GetEnvironmentVariable)
        .FirstOrDefault(account => !string.IsNullOrWhiteSpace(account));

    // Messages name the path only: the content is a secret.
    private static string ReadFile(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var buffer = new char[MaxFileCharacters];
            var content = buffer.AsSpan(0, reader.ReadBlock(buffer)).Trim().ToString();
            var isOneLine = content.Length is > 0 and < MaxFileCharacters && !content.AsSpan().ContainsAny('\r', '\n');
            return isOneLine
                ? content
                : throw new UsageException($"--storage-file '{path}' must hold the storage account on one line.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--storage-file '{path}' cannot be read: {e.Message}");
        }
    }
}
