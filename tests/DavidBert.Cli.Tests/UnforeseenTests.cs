using DavidBert.Cli.Commands;

namespace DavidBert.Cli.Tests;

/// <summary>An exception that nobody thought of.</summary>
[Collection(nameof(UnforeseenTests))]
[CollectionDefinition(nameof(UnforeseenTests), DisableParallelization = true)]
public sealed class UnforeseenTests
{
    [Theory]
    [InlineData(null, "this should not happen: InvalidTimeZoneException: a bug Please report it with what you ran; ")]
    [InlineData("1", "at DavidBert.Cli.Tests.UnforeseenTests")]
    public async Task GuardAsync_UnforeseenException_EndsWith2AndAsksForAReport(string? verbose, string expected)
    {
        var (before, told) = (Console.Error, new StringWriter());
        Console.SetError(told);
        Environment.SetEnvironmentVariable("DAVIDBERT_VERBOSE", verbose);
        try
        {
            Assert.Equal(2, await CommandLine.GuardAsync(() => throw new InvalidTimeZoneException("a bug")));
        }
        finally
        {
            Environment.SetEnvironmentVariable("DAVIDBERT_VERBOSE", null);
            Console.SetError(before);
        }

        Assert.Contains(expected, told.ToString(), StringComparison.Ordinal);
        Assert.Equal(verbose is null, told.ToString().Count(c => c == '\n') == 1);
    }
}
