using System.Globalization;
using System.Net.Sockets;
using Azure;
using Azure.Identity;
using Azure.Storage.Blobs.Models;

namespace DavidBert.Serving.Storage;

/// <summary>
/// Says in one line why storage failed. The libraries' own messages are long, and that of a refused request repeats
/// what was signed; none of them is passed on.
/// </summary>
internal static class StorageFailure
{
    /// <summary>
    /// Runs requests to storage; what they throw becomes a <see cref="StorageException"/> that begins with what was
    /// done.
    /// </summary>
    public static async Task<T> TellAsync<T>(string what, Func<Task<T>> requests)
    {
        string reason;
        try
        {
            return await requests();
        }
        catch (Exception e) when (Reason(e) is { } known)
        {
            reason = known;
        }

        throw new StorageException($"{what}: {reason}");
    }

    /// <inheritdoc cref="TellAsync{T}" />
    public static Task TellAsync(string what, Func<Task> requests) => TellAsync(what, async () =>
    {
        await requests();
        return true;
    });

    /// <summary>
    /// Whether another one wrote first. The statuses 409 and 412 alone do not say so: a lease, a policy or a tier has
    /// them too, and stays.
    /// </summary>
    public static bool IsConflict(RequestFailedException e) =>
        e.ErrorCode is "ConditionNotMet" or "TargetConditionNotMet" or "SourceConditionNotMet"
            or "BlobAlreadyExists" or "PendingCopyOperation";

    /// <summary>Whether what was asked for is gone, or has another version by now.</summary>
    public static bool IsGone(RequestFailedException e) =>
        IsMissingBlob(e) || e.ErrorCode is "ConditionNotMet" or "SourceConditionNotMet";

    /// <summary>
    /// Whether a blob is not there. A container that is not there is another matter: somebody has to make it.
    /// </summary>
    public static bool IsMissingBlob(RequestFailedException e) =>
        e.Status == 404 && e.ErrorCode != BlobErrorCode.ContainerNotFound;

    /// <summary>Whether storage will refuse the same request again until somebody changes what it has.</summary>
    public static bool IsLasting(RequestFailedException e) => e.Status is 403 or 409 or 412 && !IsConflict(e);

    /// <summary>
    /// Why storage failed, in a line without secrets that ends in a full stop; the kind of the error where it was
    /// something else.
    /// </summary>
    public static string Describe(Exception e) =>
        e is StorageException ? e.Message : Reason(e) ?? $"{e.GetType().Name}.";

    /// <summary>The same as a sentence of its own.</summary>
    public static string Sentence(Exception e) =>
        Describe(e) is var line ? $"{char.ToUpperInvariant(line[0])}{line.AsSpan(1)}" : string.Empty;

    private static string? Reason(Exception e) => e switch
    {
        AggregateException { InnerExceptions: [.., OperationCanceledException] } => "storage did not answer in time.",
        AggregateException { InnerExceptions: [.., IOException broken] } => Broken(broken),
        // A request that was tried several times
        AggregateException { InnerExceptions: [.., var last] } => Reason(last),
        RequestFailedException { Status: 0 } failed => $"storage cannot be reached ({Root(failed)}).",
        RequestFailedException failed => Reason(failed),
        AuthenticationFailedException => "no identity signs in to Azure here. "
            + "Run 'az login', or name the account with a SAS or by its connection string.",
        HttpRequestException or HttpIOException or TimeoutException => Broken(e),
        _ => null,
    };

    private static string Broken(Exception e) => $"the connection to storage broke ({Root(e)}).";

    private static string Reason(RequestFailedException failed)
    {
        var code = failed.ErrorCode ?? failed.Status.ToString(CultureInfo.InvariantCulture);
        return failed.Status switch
        {
            400 => $"storage refused the request as damaged or wrong ({code}). Try again.",
            401 or 403 => $"storage refused access ({code}). "
                + "The identity needs the role 'Storage Blob Data Contributor' to write, "
                + "'Storage Blob Data Reader' to read; a SAS may have ended or lack a right.",
            404 => $"it is not there ({code}).",
            >= 500 => $"storage is failing ({code}). Try again later.",
            _ => $"storage answered {code}.",
        };
    }

    /// <summary>The innermost message; of a connection that is host, port and the system's reason.</summary>
    private static string Root(Exception e)
    {
        // A socket's own message has no address; the one around it has.
        while (e.InnerException is { } inner and not SocketException)
        {
            e = inner;
        }

        return e.Message.TrimEnd('.');
    }
}

/// <summary>
/// Storage cannot do what was asked; the message says what, why and what to do. It never holds a key or a signature.
/// </summary>
public sealed class StorageException : IOException
{
    /// <summary>An error without a text.</summary>
    public StorageException()
    {
    }

    /// <summary>An error of storage.</summary>
    public StorageException(string message)
        : base(message)
    {
    }

    /// <summary>An error of storage that follows from another, which must hold no secret.</summary>
    public StorageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
