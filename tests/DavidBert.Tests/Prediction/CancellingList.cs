using System.Collections;

namespace DavidBert.Tests.Prediction;

/// <summary>Phrases whose reading cancels the call: the one at a given place asks for it.</summary>
internal sealed class CancellingList(int count, int place, CancellationTokenSource cancellation) : IReadOnlyList<string>
{
    public int Count => count;

    public string this[int index]
    {
        get
        {
            if (index == place)
            {
                cancellation.Cancel();
            }

            return "very large";
        }
    }

    public IEnumerator<string> GetEnumerator() => Enumerable.Range(0, count).Select(i => this[i]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
