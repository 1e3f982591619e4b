using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>The projection of a pooled vector onto the vocabulary.</summary>
internal abstract class WordHead(string name) : nn.Module(name)
{
    /// <summary>The matrix whose rows stand for output words and are trained, or null where there is none.</summary>
    public abstract Parameter? OutputRows { get; }

    /// <summary>[batch, hidden] to logits [batch, |V|], by the word-embedding table [|V|, hidden] where the head is tied to it.</summary>
    public abstract Tensor Forward(Tensor pooled, Parameter table);
}
