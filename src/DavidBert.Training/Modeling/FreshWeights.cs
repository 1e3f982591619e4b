using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>BERT's initial weights: normal with a small deviation, biases 0, LayerNorm the identity.</summary>
internal static class FreshWeights
{
    public static void Fill(nn.Module module, double deviation)
    {
        using var _ = no_grad();
        foreach (var part in module.modules())
        {
            switch (part)
            {
                case Linear linear:
                    nn.init.normal_(linear.weight!, 0, deviation);
                    nn.init.zeros_(linear.bias!);
                    break;
                case Embedding embedding:
                    nn.init.normal_(embedding.weight!, 0, deviation);
                    break;
            }
        }
    }
}
