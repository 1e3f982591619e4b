using System.Globalization;
using DavidBert.Labelling;
using DavidBert.Serving.Configuration;

namespace DavidBert.Serving.Inbox;

/// <summary>Finds how a file is written, and cuts it into chunks at the borders of records.</summary>
internal sealed class InboxPlanner(InboxStore store, ChunkQueue queue, LabellingOptions settings, TimeProvider time)
{
    /// <summary>So many chunks are labelled where the file is cut; more go to the queue.</summary>
    internal const int MostAtOnce = 4;

    private const int MostBlocks = 40_000; // storage allows 50,000 in a blob
    private const string Compressed = ".gz";

    /// <summary>How many bytes are cut at one go, as a function's time is limited.</summary>
    internal long BytesAtOnce { get; init; } = 16L << 30;

    /// <summary>The plan of a job.</summary>
    /// <exception cref="LabelException">The file cannot be labelled.</exception>
    public async Task<InboxPlan> PlanAsync(InboxJob job, CancellationToken cancellation)
    {
        var work = store.Work(job.Id);
        if (await work.PlanAsync(cancellation) is { } before)
        {
            return before;
        }

        var options = FileMetadata.Options(settings, job.Input, settings.ChunkBytes);
        await using var file = await store.OpenAsync(job.Input, cancellation);
        await using var table = await TableInput.OpenAsync(file, options, job.Input.Name, cancellation);
        var bytes = table.Layout.Dialect.IsCompressed
            ? await work.WriteContentAsync(table.Content, cancellation)
            : job.Input.Bytes;
        options = options with { ChunkBytes = (int)Math.Clamp(bytes / MostBlocks, settings.ChunkBytes, int.MaxValue) };
        return await work.WritePlanAsync(new InboxPlan(options, table.Layout), cancellation);
    }

    /// <summary>Cuts a file, or the rest of it.</summary>
    /// <returns>
    /// The chunks where they are few; where they are many they are on the queue, and none is returned.
    /// </returns>
    /// <exception cref="LabelException">The file cannot be labelled.</exception>
    public async Task<IReadOnlyList<TableChunk>> CutAsync(
        InboxJob job, InboxPlan plan, ChunkStart? from, CancellationToken cancellation)
    {
        var (work, planned) = (store.Work(job.Id), time.GetUtcNow());
        if (await work.CountAsync(cancellation) > MostAtOnce)
        {
            return [];
        }

        await using var file = plan.HasOwnContent
            ? await work.OpenContentAsync(cancellation)
            : await store.OpenAsync(job.Input, cancellation);
        await using var table = await TableInput.OpenAsync(
            file, plan.Options, ContentName(job.Input.Name, plan), cancellation);
        var held = new List<TableChunk>();
        var isQueued = from is not null;
        var count = 0;
        await foreach (var chunk in TableSplitter.SplitAsync(table, plan.Options, from, cancellation))
        {
            if (isQueued && chunk.Start.Offset - (from?.Position.Offset ?? 0) >= BytesAtOnce)
            {
                await queue.SendAsync(job, new ChunkStart(chunk.Index, chunk.Start), planned, cancellation);
                return [];
            }

            held.Add(chunk);
            count = chunk.Index + 1;
            isQueued |= held.Count > MostAtOnce;
            if (isQueued)
            {
                await queue.SendAsync(job, held, planned, cancellation);
                held.Clear();
            }
        }

        // When every chunk is on the queue: who finds it need not send any again
        await work.WriteCountAsync(count, cancellation);
        return held;
    }

    /// <summary>The name that tells the format of what is cut, which is never compressed.</summary>
    private static string ContentName(string name, InboxPlan plan) =>
        plan.HasOwnContent && name.EndsWith(Compressed, StringComparison.OrdinalIgnoreCase)
            ? name[..^Compressed.Length]
            : name;
}

/// <summary>What a file's metadata says of its labelling; where it says nothing, the settings hold.</summary>
internal static class FileMetadata
{
    private const string Tab = "tab";
    private const string None = "none";

    /// <summary>The options of a file.</summary>
    /// <exception cref="LabelException">A value cannot be used.</exception>
    public static LabelOptions Options(LabellingOptions settings, InputFile input, int chunkBytes)
    {
        var values = new Dictionary<string, string>(input.Metadata, StringComparer.OrdinalIgnoreCase);
        var plain = new LabelOptions();
        var options = plain with
        {
            Column = Text("column") ?? Given(settings.Column),
            TopK = (int?)Number("top_k") ?? settings.TopK,
            MinimumScore = Number("minimum_score") ?? (settings.MinimumScore > 0 ? settings.MinimumScore : null),
            WordName = Text("word_name") ?? plain.WordName,
            ScoreName = Text("score_name") ?? plain.ScoreName,
            ErrorName = Text("error_name") ?? plain.ErrorName,
            Confident = Switch("confident") ?? plain.Confident,
            EscapeFormulas = Switch("escape_formulas") ?? plain.EscapeFormulas,
            HasHeader = Switch("header") ?? plain.HasHeader,
            Format = One<TableFormat>("format"),
            Encoding = One<TableEncoding>("encoding"),
            LineEnd = One<LineEnd>("line_end"),
            Separator = Text("separator") is { } separator
                ? (separator is Tab ? '\t' : Sign("separator", separator))
                : null,
            HasQuotes = Text("quote") is { } quotes ? quotes is not None : null,
            Quote = Text("quote") is { } quote && quote is not None ? Sign("quote", quote) : plain.Quote,
            ChunkBytes = chunkBytes,
        };
        options.Check();
        return options;

        string? Text(string key) => values.TryGetValue(key, out var value) ? Given(value) : null;

        double? Number(string key) => Text(key) is not { } value
            ? null
            : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && (key is not "top_k" || double.IsInteger(number))
                ? number
                : throw Wrong(key, value, "a number");

        bool? Switch(string key) => Text(key) switch
        {
            null => null,
            { } value when bool.TryParse(value, out var isOn) => isOn,
            { } value => throw Wrong(key, value, "true or false"),
        };

        T? One<T>(string key)
            where T : struct, Enum => Text(key) switch
            {
                null => null,
                { } value when IsOne<T>(value, out var one) => one,
                { } value => throw Wrong(key, value, string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()),
            };

        static bool IsOne<T>(string value, out T one)
            where T : struct, Enum =>
            Enum.TryParse(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out one)
            && Enum.IsDefined(one);

        static char Sign(string key, string value) => value.Length == 1
            ? value[0]
            : throw Wrong(key, value, "one character");
    }

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static LabelException Wrong(string key, string value, string expected) =>
        new("options", $"The file's metadata says {key} '{value}'; expected {expected}.");
}
