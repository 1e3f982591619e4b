using DavidBert.Training.Modeling;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DavidBert.Training.Learning;

/// <summary>AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101) with one rate for the encoder and one for the head.</summary>
internal sealed class WordModelOptimizer : IDisposable
{
    private readonly AdamW adam;
    private readonly Parameter[] trained;
    private readonly double[] rates;
    private readonly LinearSchedule schedule;
    private readonly double gradientNorm;

    public WordModelOptimizer(WordModel model, TrainingPhase phase, LinearSchedule schedule, TrainingOptions options)
    {
        var encoder = model.Encoder.parameters().Where(p => p.requires_grad).ToArray();
        var head = model.HeadParameters.Where(p => p.requires_grad).ToArray();
        trained = [.. encoder, .. head];
        rates = [phase.EncoderRate, phase.HeadRate];
        this.schedule = schedule;
        gradientNorm = options.GradientNorm;
        adam = optim.AdamW(
            [Group(encoder, phase.EncoderRate), Group(head, phase.HeadRate)], weight_decay: options.WeightDecay);

        AdamW.ParamGroup Group(Parameter[] parameters, double rate) =>
            new(parameters, lr: rate, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: options.WeightDecay);
    }

    /// <summary>The learning rates of encoder and head at <paramref name="step"/>.</summary>
    public (double Encoder, double Head) Rates(int step) =>
        (rates[0] * schedule.Factor(step), rates[1] * schedule.Factor(step));

    /// <summary>One step down the gradient of <paramref name="loss"/>; the norm before clipping is returned.</summary>
    public double Step(Tensor loss, int step)
    {
        adam.zero_grad();
        loss.backward();
        var norm = nn.utils.clip_grad_norm_(trained.Where(p => p.grad is not null), gradientNorm);
        foreach (var (group, rate) in adam.ParamGroups.Zip(rates))
        {
            group.LearningRate = rate * schedule.Factor(step);
        }

        adam.step();
        return norm;
    }

    /// <summary>Writes the moments of all parameters.</summary>
    public void Save(string path) => adam.save_state_dict(path);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(string path) => adam.load_state_dict(path);

    /// <inheritdoc />
    public void Dispose() => adam.Dispose();
}

/// <summary>Linear warm-up from 0, then linear decay to 0.</summary>
/// <param name="Steps">All steps.</param>
/// <param name="WarmUpSteps">Those over which the rate rises.</param>
internal readonly record struct LinearSchedule(int Steps, int WarmUpSteps)
{
    /// <summary>The share of the greatest rate at <paramref name="step"/>, counted from 0.</summary>
    public double Factor(int step) => step < WarmUpSteps
        ? (double)step / WarmUpSteps
        : Math.Max(0, (double)(Steps - step) / Math.Max(1, Steps - WarmUpSteps));
}
