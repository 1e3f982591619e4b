using Azure;
using DavidBert.Serving.Storage;

namespace DavidBert.Serving.Tests.Storage;

/// <summary>What is said of a failure.</summary>
public sealed class StorageFailureTests
{
    public static TheoryData<Exception, string> Failures => new()
    {
        { new RequestFailedException(403, "no", "AuthorizationFailure", null), "Storage refused access (Authoriz" },
        { new RequestFailedException(404, "no", "BlobNotFound", null), "It is not there (BlobNotFound)." },
        { new HttpIOException(HttpRequestError.ResponseEnded, "cut off."), "The connection to storage broke (cut off" },
        { new NotSupportedException("a secret"), "NotSupportedException." },
        { new StorageException("The blob is leased."), "The blob is leased." },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Sentence_AnyFailure_BeginsAndEndsAsOne(Exception failure, string beginning)
    {
        var sentence = StorageFailure.Sentence(failure);

        Assert.StartsWith(beginning, sentence, StringComparison.Ordinal);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("..", sentence, StringComparison.Ordinal);
    }
}
