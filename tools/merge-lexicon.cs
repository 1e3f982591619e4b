// Merges new rows into a lexicon as rows of train, each in a group of its own unless it names one.
//
//     dotnet run tools/merge-lexicon.cs -- models/attributes/lexicon.tsv new-words.tsv new-phrases.tsv
//
// A file of new rows has a header with `phrase` and `word`, and may have `also`, `kind` and `group`. Left out, and listed on
// standard error with the line and the reason, are rows that cannot be read, repeat a phrase of the lexicon or of an earlier row
// (whatever its case), or would give away a phrase of dev or test. The lexicon's own rows stay as they are, byte for byte.
#:project ../src/DavidBert.Training/DavidBert.Training.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
#:property NoWarn=$(NoWarn);MA0048;NU1603

using DavidBert.Training.Data;

if (args is not [var path, _, ..])
{
    Console.Error.WriteLine("Give the lexicon, then one or more files of new rows.");
    return 2;
}

var rows = Lexicon.Read(path).Rows;
var heldOut = new HeldOutPhrases(rows);
var phrases = rows.Select(row => row.Phrase).ToHashSet(StringComparer.OrdinalIgnoreCase);
var text = File.ReadAllText(path);
using var merged = new StringWriter { NewLine = "\n" };
merged.Write(text.EndsWith('\n') ? text : text + "\n");
foreach (var file in args[1..])
{
    var lexicon = Lexicon.Read(file);
    var taken = 0;
    foreach (var bad in lexicon.BadRows)
    {
        Console.Error.WriteLine($"{file}:{bad.Line}: {bad.Reason}: {bad.Text}");
    }

    foreach (var row in lexicon.Rows)
    {
        var reason = heldOut.LeakOf(row) ?? (phrases.Contains(row.Phrase) ? "the phrase is there already" : null);
        if (reason is not null)
        {
            Console.Error.WriteLine($"{file}:{row.Line}: '{row.Phrase}': {reason}");
            continue;
        }

        phrases.Add(row.Phrase);
        taken++;
        merged.WriteLine(string.Join(
            '\t', row.Phrase, row.Word, string.Join(' ', row.Also), row.Kind.ToString().ToLowerInvariant(),
            row.Group ?? row.Phrase, "train"));
    }

    Console.WriteLine($"{file}: {taken} rows merged, {lexicon.Rows.Count + lexicon.BadRows.Count - taken} left out");
}

File.WriteAllText(path + ".part", merged.ToString());
File.Move(path + ".part", path, overwrite: true);
return 0;
