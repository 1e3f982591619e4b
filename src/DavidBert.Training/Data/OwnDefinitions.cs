using DavidBert.Glossaries;

namespace DavidBert.Training.Data;

/// <summary>The definitions that a table gives of its own phrases, read as a glossary's are.</summary>
internal static class OwnDefinitions
{
    /// <summary>Those of <paramref name="rows"/>; null where no row has one.</summary>
    public static GlossaryTable? Of(IEnumerable<LabelledPhrase> rows)
    {
        KeyValuePair<string, string>[] said =
        [
            .. rows.Where(row => row.Definition is not null)
                .Select(row => KeyValuePair.Create(row.Phrase, row.Definition!)),
        ];
        return said.Length == 0 ? null : new GlossaryTable(said);
    }
}
