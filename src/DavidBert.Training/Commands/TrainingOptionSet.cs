using System.CommandLine;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;
using static DavidBert.Training.Commands.BoundedOption;

namespace DavidBert.Training.Commands;

/// <summary>The options of the command line that make up <see cref="TrainingOptions"/>.</summary>
internal sealed class TrainingOptionSet
{
    private static readonly TrainingOptions Defaults = new();

    private readonly Option<string> pooling = Choice(
        "--pooling", "How the encoder's output becomes one vector.", Defaults.Pooling);

    private readonly Option<string> head = Choice(
        "--head",
        "The form of the head: answers (the data's alone), linear (one layer onto the vocabulary) or tied (to the word "
        + "embeddings).",
        HeadKind.Answers);

    private readonly Option<bool> piecesStart = new("--start-from-pieces")
    {
        Description = "Start answers from the mean of their word pieces instead of the mean vector of their phrases.",
    };

    private readonly Option<double> nameWeight = Number(
        "--name-weight", "As how many phrases an answer's own name counts in that mean.",
        Defaults.NameWeight, 0.0, 1_000.0);

    private readonly Option<double?> headPenalty = Optional(
        "--head-penalty",
        "Start from a regression that is held near those means so firmly; by default from the means.", 0.0001, 1_000);

    private readonly Option<bool> keepLast = new("--keep-last")
    {
        Description = "Keep the last epoch instead of the one that is best on dev.",
    };

    private readonly Option<bool> randomHead = new("--random-head")
    {
        Description = "Start a linear head from random values instead of the word embeddings.",
    };

    private readonly Option<int> headEpochs = Number(
        "--head-epochs", "How often the data are seen by the head alone, before the encoder is trained too.",
        Defaults.HeadEpochs, 0, 10_000);

    private readonly Option<int> epochs = Number(
        "--epochs", "How often the data are seen in float32.", Defaults.Epochs, 0, 10_000);

    private readonly Option<int> quantizationEpochs = Number(
        "--quantization-aware", "How many epochs more with int8 simulated; 0 for a float32 model.",
        Defaults.QuantizationEpochs, 0, 10_000);

    private readonly Option<int> batchSize = Number("--batch-size", "Rows a step.", Defaults.BatchSize, 1, 65_536);

    private readonly Option<double> encoderRate = Rate(
        "--encoder-rate", "The encoder's learning rate.", Defaults.EncoderRate);

    private readonly Option<double> headRate = Rate("--head-rate", "The head's learning rate.", Defaults.HeadRate);

    private readonly Option<double> quantizationEncoderRate = Rate(
        "--quantization-encoder-rate", "The encoder's rate while int8 is simulated.", Defaults.QuantizationEncoderRate);

    private readonly Option<double> quantizationHeadRate = Rate(
        "--quantization-head-rate", "The head's rate while int8 is simulated.", Defaults.QuantizationHeadRate);

    private readonly Option<double> distillation = Share(
        "--distillation", "The share of teachers' answers in the targets; without teachers, of the float model's own "
        + "while int8 is simulated.", Defaults.Distillation);

    private readonly Option<double> wordShare = Share(
        "--word-share", "What a row's word has of the target; its further words ('also') share the rest.",
        Defaults.WordShare);

    private readonly Option<double> warmUp = Share(
        "--warm-up", "The share of steps over which the rates rise.", Defaults.WarmUp);

    private readonly Option<double> weightDecay = Share(
        "--weight-decay", "AdamW's weight decay.", Defaults.WeightDecay);

    private readonly Option<double> gradientNorm = Number(
        "--gradient-norm", "The greatest norm of all gradients together.", Defaults.GradientNorm, 0.001, 1_000);

    private readonly Option<bool> trainEmbeddings = new("--train-embeddings")
    {
        Description = "Train the word embeddings too, which are frozen by default.",
    };

    private readonly Option<int> maxLength = Number(
        "--max-length", "The longest phrase in word pieces, [CLS] and [SEP] included.", Defaults.MaxLength, 3, 512);

    private readonly Option<int> patience = Number(
        "--patience", "Stop after so many epochs without a better development accuracy; 0 never stops early.",
        Defaults.Patience, 0, 10_000);

    private readonly Option<int> seed = Seed();

    private readonly Option<double> intensify = Share(
        "--intensify", "The share of single words that get 'very', 'not' or the like in front.",
        Defaults.Augmentation.Intensify);

    private readonly Option<double> typingErrors = Share(
        "--typing-errors", "The share of phrases that get a typing error.", Defaults.Augmentation.TypingErrors);

    private readonly Option<double> unanswerable = Share(
        "--unanswerable", "How many lines without an answer are trained on beside each row, so that the model is "
        + "unsure of such.",
        Defaults.Unanswerable);

    private readonly Option<double> definitions = Share(
        "--definitions",
        "How often a row's definition is read beside it, where a glossary has one.",
        Defaults.Definitions);

    private readonly Option<double> unlabelled = Share(
        "--unlabelled", "Which share of the phrases that a teacher alone answers an epoch draws.", Defaults.Unlabelled);

    private readonly Option<int> nothingTimes = Number(
        "--nothing-times",
        "How often an epoch has each line of which nothing is said.",
        Defaults.NothingTimes,
        0,
        1_000);

    private readonly Option<string> products = Products();

    private IEnumerable<Option> All =>
    [
            pooling, head, piecesStart, nameWeight, headPenalty, keepLast, randomHead, headEpochs, epochs,
            quantizationEpochs, batchSize, encoderRate, headRate,
            quantizationEncoderRate, quantizationHeadRate, distillation, wordShare, warmUp, weightDecay, gradientNorm,
            trainEmbeddings, maxLength, patience, seed, intensify, typingErrors, unanswerable, definitions, unlabelled,
            nothingTimes, products,
    ];

    /// <summary>Adds the options to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether the rows are few and nothing but a seed is given, so that folds may choose the settings.</summary>
    public bool LeavesChoice(ParseResult result, int rows) =>
        rows <= TrainingOptions.MostOfFewRows && All.All(option => option == seed || !IsGiven(result, option));

    /// <summary>What the user asked for; with few rows and nothing but a seed given, what suits these.</summary>
    public TrainingOptions Read(ParseResult result, int rows) => LeavesChoice(result, rows)
        ? TrainingOptions.ForFewRows with { Seed = result.GetValue(seed) }
        : Read(result);

    private static bool IsGiven(ParseResult result, Option option) => result.GetResult(option) is { Implicit: false };

    private TrainingOptions Read(ParseResult result) => new()
    {
        Pooling = Chosen<Pooling>(result, pooling),
        Head = Chosen<HeadKind>(result, head),
        CentroidStart = !result.GetValue(piecesStart),
        NameWeight = result.GetValue(nameWeight),
        HeadPenalty = result.GetValue(headPenalty),
        KeepBest = !result.GetValue(keepLast),
        HeadFromTable = !result.GetValue(randomHead),
        HeadEpochs = result.GetValue(headEpochs),
        Epochs = result.GetValue(epochs),
        QuantizationEpochs = result.GetValue(quantizationEpochs),
        BatchSize = result.GetValue(batchSize),
        EncoderRate = result.GetValue(encoderRate),
        HeadRate = result.GetValue(headRate),
        QuantizationEncoderRate = result.GetValue(quantizationEncoderRate),
        QuantizationHeadRate = result.GetValue(quantizationHeadRate),
        Distillation = result.GetValue(distillation),
        WordShare = result.GetValue(wordShare),
        WarmUp = result.GetValue(warmUp),
        WeightDecay = result.GetValue(weightDecay),
        GradientNorm = result.GetValue(gradientNorm),
        FreezeEmbeddings = !result.GetValue(trainEmbeddings),
        MaxLength = result.GetValue(maxLength),
        Patience = result.GetValue(patience),
        Seed = result.GetValue(seed),
        Unanswerable = result.GetValue(unanswerable),
        Definitions = result.GetValue(definitions),
        Unlabelled = result.GetValue(unlabelled),
        NothingTimes = result.GetValue(nothingTimes),
        Products = Precision(result, products),
        Augmentation = new AugmentationOptions
        {
            Intensify = result.GetValue(intensify),
            TypingErrors = result.GetValue(typingErrors),
        },
    };

    /// <summary>The seed of a training.</summary>
    public static Option<int> Seed() => Number(
        "--seed", "What the split, order, dropout and augmentation follow from.", Defaults.Seed, 0, int.MaxValue);

    /// <summary>The share of rows to hold out.</summary>
    public static Option<double> HeldOut() => Number(
        "--held-out", "The share of rows that is not learned, where the file names none of dev.",
        DataSplit.UsualShare, 0.001, 0.999);

    /// <summary>The precision of matrix products.</summary>
    public static Option<string> Products() => Choice(
        "--products",
        "The precision of matrix products in training: full (float32) or bfloat16, which some processors multiply "
        + "faster.",
        Defaults.Products);

    /// <summary>What the user chose for <see cref="Products"/>.</summary>
    public static ProductPrecision Precision(ParseResult result, Option<string> option) =>
        Chosen<ProductPrecision>(result, option);

    private static Option<string> Choice<T>(string name, string description, T standard)
        where T : struct, Enum => new Option<string>(name)
        {
            Description = description,
            DefaultValueFactory = _ => ChoiceNames.NameOf(standard),
            HelpName = string.Join('|', ChoiceNames.Of<T>()),
        }.AcceptOnlyFromAmong([.. ChoiceNames.Of<T>()]);

    /// <summary>What the user chose.</summary>
    public static T Chosen<T>(ParseResult result, Option<string> option)
        where T : struct, Enum => ChoiceNames.Find<T>(result.GetRequiredValue(option))!.Value;
}
