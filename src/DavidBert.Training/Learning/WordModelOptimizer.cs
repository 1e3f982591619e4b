using DavidBert.Training.Checkpoints;
using DavidBert.Training.Modeling;
using DavidBert.Training.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DavidBert.Training.Learning;

/// <summary>
/// AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101) with one rate for the encoder and one for the head.
/// TorchSharp's own leaves the scalars of every step to the finalizer.
/// </summary>
internal sealed class WordModelOptimizer : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;
    private const string FirstMoment = "exp_avg.";
    private const string SecondMoment = "exp_avg_sq.";
    private const string Steps = "steps";

    private readonly Trained[] trained;
    private readonly TrainingPhase phase;
    private readonly LinearSchedule schedule;
    private readonly TrainingOptions options;

    public WordModelOptimizer(WordModel model, TrainingPhase phase, LinearSchedule schedule, TrainingOptions options)
    {
        (this.phase, this.schedule, this.options) = (phase, schedule, options);
        var head = model.HeadParameters.Select(p => p.Handle).ToHashSet();
        trained =
        [
            .. ParameterExchange.Named(model).Where(p => p.Parameter.requires_grad)
                .Select(p => new Trained(p.Name, p.Parameter, head.Contains(p.Parameter.Handle))),
        ];
    }

    /// <summary>The learning rates of encoder and head at <paramref name="step"/>.</summary>
    public (double Encoder, double Head) Rates(int step) =>
        (phase.EncoderRate * schedule.Factor(step), phase.HeadRate * schedule.Factor(step));

    /// <summary>One step down the gradient of <paramref name="loss"/>; its norm before clipping is returned.</summary>
    public double Step(Tensor loss, int step)
    {
        using var scope = NewDisposeScope();
        foreach (var part in trained)
        {
            part.Parameter.grad?.zero_();
        }

        loss.backward();
        using var _ = no_grad();
        Trained[] reached = [.. trained.Where(part => part.Parameter.grad is not null)];
        var norm = nn.utils.clip_grad_norm_(reached.Select(part => part.Parameter), options.GradientNorm);
        var (encoderRate, headRate) = Rates(step);
        foreach (var part in reached)
        {
            part.Step(part.IsOfHead ? headRate : encoderRate, options.WeightDecay);
        }

        return norm;
    }

    /// <summary>Writes the moments of all parameters.</summary>
    public void Save(string path) => WeightsFile.Write(path, trained.SelectMany(part => part.Moments()));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(string path)
    {
        var saved = WeightsFile.Read(path);
        foreach (var part in trained)
        {
            part.Restore(saved);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var part in trained)
        {
            part.Dispose();
        }
    }

    /// <summary>A parameter with its moments.</summary>
    private sealed class Trained(string name, Parameter parameter, bool isOfHead) : IDisposable
    {
        private readonly Tensor mean = zeros_like(parameter, requires_grad: false).DetachFromDisposeScope();
        private readonly Tensor square = zeros_like(parameter, requires_grad: false).DetachFromDisposeScope();
        private int steps;

        public Parameter Parameter => parameter;

        public bool IsOfHead => isOfHead;

        public void Step(double rate, double decay)
        {
            var gradient = parameter.grad!;
            steps++;
            mean.TimesInPlace(Beta1).PlusInPlace(gradient, 1 - Beta1);
            square.TimesInPlace(Beta2).PlusProductInPlace(gradient, gradient, 1 - Beta2);
            var deviation = square.sqrt().OverInPlace(Math.Sqrt(1 - Math.Pow(Beta2, steps))).PlusInPlace(Epsilon);
            parameter.TimesInPlace(1 - (rate * decay))
                .PlusQuotientInPlace(mean, deviation, -rate / (1 - Math.Pow(Beta1, steps)));
        }

        public IEnumerable<(string Name, FloatTensor Value)> Moments() =>
        [
            (FirstMoment + name, ParameterExchange.ToArray(mean)),
            (SecondMoment + name, ParameterExchange.ToArray(square)),
            ($"{Steps}.{name}", new FloatTensor([1], [steps])),
        ];

        public void Restore(IReadOnlyDictionary<string, FloatTensor> saved)
        {
            ParameterExchange.Copy(saved[FirstMoment + name], mean, name);
            ParameterExchange.Copy(saved[SecondMoment + name], square, name);
            steps = (int)saved[$"{Steps}.{name}"].Values[0];
        }

        public void Dispose()
        {
            mean.Dispose();
            square.Dispose();
        }
    }
}
