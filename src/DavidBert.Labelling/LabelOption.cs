using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;

namespace DavidBert.Labelling;

/// <summary>
/// An option of labelling that is given as text. The command line (<c>--top-k 3</c>), the metadata of files
/// (<c>top_k=3</c>) and the service's settings (<c>TopK=3</c>) are all read here, so that they have the same names,
/// values and messages.
/// </summary>
public sealed class LabelOption
{
    private readonly Func<LabelOptions, string, LabelOptions?> set;

    private LabelOption(string name, string description, string expected, Func<LabelOptions, string, LabelOptions?> set)
        =>
        (Name, Description, Expected, this.set) = (name, description, expected, set);

    /// <summary>All options.</summary>
    public static IReadOnlyList<LabelOption> All { get; } =
    [
        Text(
            "column",
            "The column of the phrases: its name, or its number from 1.",
            (options, value) => options with { Column = value })
            .ByDefault("phrase, text, or the only one"),
        Whole(
            "top_k", "How many words to give for a phrase, best first.", 1, Predictor.MaxTopK,
            (options, value) => options with { TopK = value }).ByDefault($"{Predictor.DefaultTopK}"),
        Number(
            "minimum_score", "Leave out words with a lower score.", LabelOptions.LeastScore, LabelOptions.MostScore,
            (options, value) => options with { MinimumScore = value }),
        Switch(
            "confident",
            "Add a last column 'confident': true where the word may be relied on, by the model's threshold.",
            (options, value) => options with { Confident = value }),
        Switch(
            "definitions",
            "Add a last column 'definitions': what was read beside the phrase, as 'term: definition'.",
            (options, value) => options with { Definitions = value }),
        Text("word_name", "The name of the column of words.", (options, value) => options with { WordName = value })
            .ByDefault(LabelOptions.DefaultWordName),
        Text("score_name", "The name of the column of scores.", (options, value) => options with { ScoreName = value })
            .ByDefault(LabelOptions.DefaultScoreName),
        Text("error_name", "The name of the column of errors.", (options, value) => options with { ErrorName = value })
            .ByDefault(LabelOptions.DefaultErrorName),
        Switch(
            "escape_formulas", "Put a ' before cells that a spreadsheet would run as a formula.",
            (options, value) => options with { EscapeFormulas = value }),
        Choice<TableFormat>("format", "The format.", (options, value) => options with { Format = value })
            .ByDefault("by the name, or the content"),
        Choice<TableEncoding>("encoding", "The encoding.", (options, value) => options with { Encoding = value })
            .ByDefault("found"),
        new LabelOption(
            "separator", "What stands between cells; tab for a tab.", "one character, or tab",
            (options, value) => Sign(value) is { } sign && LabelOptions.IsSeparator(sign)
                ? options with { Separator = sign }
                : null)
            .ByDefault("found"),
        new LabelOption(
            "quote", "What stands around cells: \", ' or none.", "\", ' or none",
            (options, value) => value.Trim() switch
            {
                "\"" or "'" => options with { HasQuotes = true, Quote = value.Trim()[0] },
                var name when name.Equals(
                    "none",
                    StringComparison.OrdinalIgnoreCase) => options with { HasQuotes = false },
                _ => null,
            }).ByDefault("found"),
        Choice<LineEnd>("line_end", "What ends a line.", (options, value) => options with { LineEnd = value })
            .ByDefault("found"),
        Switch(
            "header", "Whether the first row names the columns; without it they are named 1, 2, 3 ….",
            (options, value) => options with { HasHeader = value }).ByDefault("true"),
        Whole(
            "skip_rows", "How many lines above the header to pass over, such as a title.", 0,
            LabelOptions.MostSkippedRows,
            (options, value) => options with { SkipRows = value }).ByDefault("0"),
        Whole(
            "max_record", "The longest row in MiB.", 1, LabelLimits.MostRecordBytes >> 20,
            (options, value) => options with { Limits = options.Limits with { MaxRecordBytes = value << 20 } })
            .ByDefault($"{LabelLimits.DefaultRecordBytes >> 20}"),
    ];

    /// <summary>Its name in <c>snake_case</c>.</summary>
    public string Name { get; }

    /// <summary>What it says, for a person.</summary>
    public string Description { get; }

    /// <summary>Which values it takes, for a person.</summary>
    public string Expected { get; }

    /// <summary>What holds where it is not given, for a person; null for nothing.</summary>
    public string? Default { get; private init; }

    /// <summary>The values, where they are a few names; else empty.</summary>
    public IReadOnlyList<string> Choices { get; private init; } = [];

    /// <summary>Whether it is either true or false.</summary>
    public bool IsSwitch { get; private init; }

    /// <summary>
    /// The option of a name, whatever its case, with or without <c>_</c> and <c>-</c>; null where there is none.
    /// </summary>
    public static LabelOption? Find(string name) =>
        All.FirstOrDefault(option => string.Equals(Plain(option.Name), Plain(name), StringComparison.Ordinal));

    /// <summary>
    /// The options of <paramref name="values"/>; those it does not give are as in <paramref name="defaults"/>.
    /// </summary>
    /// <param name="values">Names and values. An empty value counts as not given.</param>
    /// <param name="defaults">What holds without them.</param>
    /// <param name="othersAreFree">
    /// Whether names that are no option's may stand among the names, as in metadata, which other programs use too.
    /// Those that look like a mistyped option are refused all the same.
    /// </param>
    /// <exception cref="LabelException">A name or a value cannot be, or two options do not go together.</exception>
    public static LabelOptions Read(
        IEnumerable<KeyValuePair<string, string>> values, LabelOptions defaults, bool othersAreFree = false)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(defaults);
        var options = defaults;
        foreach (var (name, value) in values.Where(
            pair => !string.IsNullOrWhiteSpace(pair.Value) || pair.Value is "\t"))
        {
            if (Find(name) is { } option)
            {
                options = option.Set(options, value);
            }
            else if (NearestName.Of(Plain(name), All.Select(known => Plain(known.Name))) is { } near)
            {
                throw new LabelException(
                    TableError.Options, $"There is no option '{name}'; did you mean '{Find(near)!.Name}'?");
            }
            else if (!othersAreFree)
            {
                throw new LabelException(
                    TableError.Options,
                    $"There is no option '{name}'; there are {string.Join(", ", All.Select(known => known.Name))}.");
            }
        }

        options.Check();
        return options;
    }

    /// <summary>The options with this one set.</summary>
    /// <param name="options">The others.</param>
    /// <param name="value">The value as text. Numbers are written as in 0.5, in any country.</param>
    /// <param name="shownName">What the option is called where it was given; null for <see cref="Name"/>.</param>
    /// <exception cref="LabelException">The value is not one that the option takes.</exception>
    public LabelOptions Set(LabelOptions options, string value, string? shownName = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        return set(options, value)
            ?? throw new LabelException(
                TableError.Options,
                $"{shownName ?? Name} is '{value}'; expected {Expected}"
                + (NearestName.Of(value.Trim(), Choices) is { } near ? $"; did you mean '{near}'?" : "."));
    }

    private LabelOption ByDefault(string value) =>
        new(Name, Description, Expected, set) { Default = value, Choices = Choices, IsSwitch = IsSwitch };

    private static LabelOption Text(string name, string description, Func<LabelOptions, string, LabelOptions> set) =>
        new(
            name,
            description,
            "a name",
            (options, value) => value.Trim() is { Length: > 0 } text ? set(options, text) : null);

    private static LabelOption Whole(
        string name,
        string description,
        int least,
        int most,
        Func<LabelOptions, int, LabelOptions> set) =>
        new(name, description, $"a whole number from {least} to {most}", (options, value) =>
            int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= least
                && number <= most
                ? set(options, number) : null);

    private static LabelOption Number(
        string name, string description, double least, double most, Func<LabelOptions, double, LabelOptions> set) =>
        new(name, description, FormattableString.Invariant($"a number from {least} to {most}"), (options, value) =>
            double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least
                && number <= most
                ? set(options, number) : null);

    private static LabelOption Switch(string name, string description, Func<LabelOptions, bool, LabelOptions> set) =>
        new(
            name,
            description,
            "true or false",
            (options, value) => bool.TryParse(value, out var isOn) ? set(options, isOn) : null)
        {
            IsSwitch = true,
        };

    private static LabelOption Choice<T>(string name, string description, Func<LabelOptions, T, LabelOptions> set)
        where T : struct, Enum
    {
        var choices = Enum.GetValues<T>().ToDictionary(EnumName, StringComparer.OrdinalIgnoreCase);
        string[] names = [.. choices.Keys];
        return new(name, description, $"{string.Join(", ", names[..^1])} or {names[^1]}", (options, value) =>
            choices.TryGetValue(value.Trim(), out var choice) ? set(options, choice) : null)
        {
            Choices = names,
        };
    }

    private static string EnumName<T>(T value)
        where T : struct, Enum =>
        typeof(T).GetField($"{value}")!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name;

    private static char? Sign(string value) => value switch
    {
        [var sign] => sign,
        _ => value.Trim() switch
        {
            "\\t" => '\t',
            [var sign] => sign,
            var name when name.Equals("tab", StringComparison.OrdinalIgnoreCase) => '\t',
            _ => null,
        },
    };

    private static string Plain(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
