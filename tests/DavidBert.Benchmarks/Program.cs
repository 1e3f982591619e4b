using System.Globalization;
using DavidBert.Benchmarks;

const string Usage = "usage: DavidBert.Benchmarks tokenizer | predictor [BUNDLE [FLOAT-BUNDLE]] | startup | label [BUNDLE] | label-memory | label-file KIND ROWS PATH";
switch (args)
{
    case ["tokenizer"]:
        TokenizerBenchmark.Run();
        return 0;
    case ["predictor", .. var bundles] when bundles.Length <= 2:
        PredictorBenchmark.Run(
            bundles.Length > 0 ? bundles[0] : Path.Combine("models", "attributes"), bundles.Length > 1 ? bundles[1] : null);
        return 0;
    case ["startup"]:
        return StartupBenchmark.Run();
    case ["label", .. var bundle] when bundle.Length <= 1:
        LabelBenchmark.Run(bundle is [var folder] ? folder : Path.Combine("models", "attributes"));
        return 0;
    case ["label-file", var kind, var rows, var path]:
        LabelBenchmark.WriteFile(kind, int.Parse(rows, CultureInfo.InvariantCulture), path);
        return 0;
    case ["label-memory"]:
        LabelBenchmark.RunMemory();
        return 0;
    default:
        await Console.Error.WriteLineAsync(Usage);
        return 2;
}
