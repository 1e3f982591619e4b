using System.IO.Compression;
using System.Text;
using DavidBert.Testing;

namespace DavidBert.Labelling.Tests;

/// <summary>Labels tables in memory with the small bundle of the tests.</summary>
internal sealed class TableBench : IDisposable
{
    private readonly TestBundle bundle;

    public TableBench(double? confidentAt = null)
    {
        bundle = new TestBundle(confidentAt: confidentAt);
        Predictor = Predictor.Load(bundle.Folder, new PredictorOptions { Threads = 1 });
    }

    public Predictor Predictor { get; }

    public void Dispose()
    {
        Predictor.Dispose();
        bundle.Dispose();
    }

    public async Task<(byte[] Output, LabelReport Report)> LabelAsync(
        byte[] table, LabelOptions? options = null, string? name = null, LabelRun? run = null)
    {
        options ??= new LabelOptions();
        await using var input = await TableInput.OpenAsync(new MemoryStream(table), options, name);
        using var output = new MemoryStream();
        var report = await new TableLabeller(Predictor, options, parallelism: 2).LabelAsync(input, output, run);
        return (output.ToArray(), report);
    }

    public async Task<string> LabelAsync(string table, LabelOptions? options = null, string? name = null) =>
        Encoding.UTF8.GetString((await LabelAsync(Encoding.UTF8.GetBytes(table), options, name)).Output);

    /// <summary>The code of the exception that the table ends with.</summary>
    public async Task<string> FailAsync(byte[] table, LabelOptions? options = null, string? name = null) =>
        (await Assert.ThrowsAsync<LabelException>(() => LabelAsync(table, options, name))).Code;

    public static byte[] Gzip(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }

    public static byte[] Gunzip(byte[] compressed)
    {
        using var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }
}
