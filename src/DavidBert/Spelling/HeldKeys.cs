using System.Text;

namespace DavidBert.Spelling;

/// <summary>Letters that were held down: loooong is long, coooollll cool.</summary>
internal static class HeldKeys
{
    private const int LeastRun = 3;
    private const int MostRuns = 3;

    /// <summary>
    /// The word with each of its runs of three letters and more cut to one or two; none where it has no such run, or
    /// more than three.
    /// </summary>
    public static IEnumerable<string> Released(string word)
    {
        var runs = Runs(word);
        var count = runs.Count(run => run.Length >= LeastRun);
        for (var choice = 0; count is > 0 and <= MostRuns && choice < 1 << count; choice++)
        {
            yield return Released(runs, choice);
        }
    }

    private static string Released(List<(char Letter, int Length)> runs, int choice)
    {
        var kept = new StringBuilder();
        foreach (var (letter, length) in runs)
        {
            kept.Append(letter, length < LeastRun ? length : 1 + (choice & 1));
            choice >>= length < LeastRun ? 0 : 1;
        }

        return kept.ToString();
    }

    private static List<(char Letter, int Length)> Runs(string word)
    {
        var runs = new List<(char Letter, int Length)>();
        foreach (var letter in word)
        {
            if (runs.Count > 0 && runs[^1].Letter == letter)
            {
                runs[^1] = (letter, runs[^1].Length + 1);
            }
            else
            {
                runs.Add((letter, 1));
            }
        }

        return runs;
    }
}
