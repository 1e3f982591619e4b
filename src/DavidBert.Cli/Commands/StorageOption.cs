using System.CommandLine;
using DavidBert.Cli.Shell;
using DavidBert.Serving.Models;
using DavidBert.Serving.Storage;

namespace DavidBert.Cli.Commands;

/// <summary>Which storage account a command works with, and which of its models.</summary>
internal static class StorageOption
{
    private const string Variable = "DavidBert__Storage";
    private const string DefaultModel = "attributes";

    /// <summary>The option; its value may hold a secret and is never shown.</summary>
    public static Option<string?> Create(string name) => new(name)
    {
        Description = "The storage account: https://NAME.blob.core.windows.net (you are signed in by 'az login', a managed identity "
            + $"or a SAS behind '?'), or a connection string. [default: the environment variable {Variable}]",
        HelpName = "ACCOUNT",
    };

    /// <summary>Which model.</summary>
    public static Option<string> ModelName() => new("--name")
    {
        Description = "The model's name in the store.",
        HelpName = "NAME",
        DefaultValueFactory = _ => DefaultModel,
    };

    /// <summary>The model's place in the store.</summary>
    /// <exception cref="UsageException">No account is given.</exception>
    /// <exception cref="StorageException">The account or the name cannot be used.</exception>
    public static ModelStore Open(string option, string? account, string name)
    {
        account = string.IsNullOrWhiteSpace(account) ? Environment.GetEnvironmentVariable(Variable) : account;
        return string.IsNullOrWhiteSpace(account)
            ? throw new UsageException($"no storage account is given; say {option} ACCOUNT, or set {Variable}.")
            : new ModelStore(StorageAccount.Parse(account), name);
    }
}
