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
}
