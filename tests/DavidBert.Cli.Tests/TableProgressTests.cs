using System.IO.Compression;
using System.Text;
using DavidBert.Cli.Labelling;
using DavidBert.Labelling;

namespace DavidBert.Cli.Tests;

public sealed class TableProgressTests
{
    private static readonly byte[] Table = Encoding.UTF8.GetBytes("phrase\nfishy\nlarge!\n");

    [Fact]
    public async Task Of_PlainFile_CountsWhatHasItsAnswers()
    {
        using var file = new MemoryStream(Table);
        await using var input = await TableInput.OpenAsync(
            file,
            new LabelOptions(),
            cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(
            new TableProgress(7, 0.5),
            TableProgress.Of(new LabelProgress(7, Table.Length / 2), file, input.Layout));
    }

    [Fact]
    public async Task Of_CompressedFile_CountsWhatWasReadOfIt()
    {
        using var file = new MemoryStream();
        await using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Table, TestContext.Current.CancellationToken);
        }

        file.Position = 0;
        await using var input = await TableInput.OpenAsync(
            file,
            new LabelOptions(),
            cancellation: TestContext.Current.CancellationToken);
        file.Position = file.Length / 4;

        Assert.Equal(
            (double)file.Position / file.Length,
            TableProgress.Of(new LabelProgress(7, 1_000_000), file, input.Layout).Share);
    }

    [Theory]
    [InlineData(0, 0.5, 10, 10)]
    [InlineData(0.5, 0.75, 10, 10)]
    [InlineData(0.8, 0.9, 60, 60)]
    [InlineData(0.5, 0.5, 10, null)]
    [InlineData(0, 0.5, 1, null)]
    public void Left_FromWhereItWentOn_IsAtTheRateSince(double first, double now, int elapsed, int? expected) =>
        Assert.Equal(
            expected is { } seconds ? seconds : null,
            new Pace(new TableProgress(0, first))
                .Left(new TableProgress(1_000, now), TimeSpan.FromSeconds(elapsed)) is { } left
                    ? Math.Round(left.TotalSeconds)
                    : (double?)null);

    [Fact]
    public void Left_InputOfUnknownLength_IsNotTold() => Assert.Null(
        new Pace(new TableProgress(0, null)).Left(new TableProgress(1_000, null), TimeSpan.FromMinutes(1)));
}
