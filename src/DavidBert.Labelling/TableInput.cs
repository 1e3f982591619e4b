namespace DavidBert.Labelling;

/// <summary>A table that is read: its layout, found from its beginning, and its content.</summary>
public sealed class TableInput : IAsyncDisposable
{
    private const int SkippedAtOnce = 1 << 16;

    private readonly GzipContent? gzip;
    private readonly Stream? seekable;

    private TableInput(TableLayout layout, Stream content, GzipContent? gzip, Stream? seekable) =>
        (Layout, Content, this.gzip, this.seekable) = (layout, content, gzip, seekable);

    /// <summary>The layout.</summary>
    public TableLayout Layout { get; }

    /// <summary>The content, decompressed, from its beginning or from where <see cref="SkipAsync"/> went.</summary>
    public Stream Content { get; private set; }

    /// <summary>Reads the beginning of a table and finds its layout.</summary>
    /// <param name="stream">The table, compressed by gzip or not, seekable or not; stays open.</param>
    /// <param name="options">What is known of it.</param>
    /// <param name="name">The file's name, which may tell the format; null where there is none.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="LabelException">The table cannot be labelled, or the options are wrong.</exception>
    public static async Task<TableInput> OpenAsync(
        Stream stream, LabelOptions options, string? name = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var origin = stream.CanSeek ? stream.Position : 0;
        var magic = new byte[2];
        var magicLength = await stream.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellation);
        var source = new ReplayedStream(magic.AsMemory(0, magicLength), stream);
        var isCompressed = magic is [0x1F, 0x8B];
        if (!isCompressed && name?.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) is true)
        {
            throw new LabelException(TableError.Damaged, "The file is named .gz and holds no gzip stream.");
        }

        var decompressed = isCompressed ? new GzipContent(source, options.Limits) : null;
        Stream content = decompressed is null ? source : decompressed;
        var beginning = GC.AllocateUninitializedArray<byte>(options.Limits.MaxRecordBytes);
        var length = await content.ReadAtLeastAsync(
            beginning,
            beginning.Length,
            throwOnEndOfStream: false,
            cancellation);
        var (sample, isAll) = (beginning.AsMemory(0, length), length < beginning.Length);
        var dialect = new DialectSniffer(sample, isAll, options).Sniff(name, isCompressed);
        var layout = new HeaderSearch(sample, isAll, options).Read(dialect);
        return new TableInput(
            layout,
            new ReplayedStream(sample, content),
            decompressed,
            isCompressed || !stream.CanSeek || origin > 0 ? null : stream);
    }

    /// <summary>Passes over the first bytes of the content.</summary>
    internal async Task SkipAsync(long offset, CancellationToken cancellation)
    {
        if (seekable is not null)
        {
            seekable.Position = offset;
            Content = seekable;
            return;
        }

        var buffer = new byte[SkippedAtOnce];
        for (var left = offset; left > 0;)
        {
            var read = await Content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellation);
            left = read > 0
                ? left - read
                : throw new LabelException(TableError.Damaged, $"The table ends before byte {offset}.");
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => gzip?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>A stream whose beginning was read already and comes again.</summary>
internal sealed class ReplayedStream(ReadOnlyMemory<byte> beginning, Stream source) : ForwardStream
{
    private ReadOnlyMemory<byte> rest = beginning;

    /// <inheritdoc />
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (rest.IsEmpty)
        {
            return source.ReadAsync(buffer, cancellationToken);
        }

        var count = Math.Min(buffer.Length, rest.Length);
        rest[..count].CopyTo(buffer);
        rest = rest[count..];
        return ValueTask.FromResult(count);
    }
}

/// <summary>A table cannot be labelled at all.</summary>
/// <param name="code">What is wrong, one of <see cref="TableError"/>.</param>
/// <param name="message">What is wrong, where, and what to do.</param>
/// <param name="line">The line, from 1, where it is wrong; null where that is not known.</param>
public sealed class LabelException(string code, string message, long? line = null) : Exception(message)
{
    /// <summary>What is wrong, one of <see cref="TableError"/>.</summary>
    public string Code { get; } = code;

    /// <summary>The line, from 1, where it is wrong; null where that is not known.</summary>
    public long? Line { get; } = line;
}

/// <summary>Why a table cannot be labelled, for a program.</summary>
public static class TableError
{
    /// <summary>The table has not even a header.</summary>
    public const string EmptyFile = "empty_file";

    /// <summary>There is no column of phrases, or not the one that was asked for.</summary>
    public const string NoColumn = "no_column";

    /// <summary>Several columns have the name.</summary>
    public const string AmbiguousColumn = "ambiguous_column";

    /// <summary>There are more columns than the limit.</summary>
    public const string TooManyColumns = "too_many_columns";

    /// <summary>The content is not text.</summary>
    public const string Binary = "binary";

    /// <summary>The content is not in the encoding, or in none that is read.</summary>
    public const string WrongEncoding = "wrong_encoding";

    /// <summary>The content is JSON, but not rows.</summary>
    public const string NotRows = "not_rows";

    /// <summary>The content is cut off, or not what it claims to be.</summary>
    public const string Damaged = "damaged";

    /// <summary>A row is longer than the limit.</summary>
    public const string RecordTooLong = "record_too_long";

    /// <summary>The content is larger than the limit.</summary>
    public const string TooLarge = "too_large";

    /// <summary>The content grows too much when it is decompressed.</summary>
    public const string CompressionRatio = "compression_ratio";

    /// <summary>An option cannot be, or two do not go together.</summary>
    public const string Options = "options";
}
