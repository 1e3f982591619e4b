using System.Globalization;
using DavidBert.Benchmarks;
using DavidBert.Benchmarks.Service;

const string Usage =
    "usage: DavidBert.Benchmarks tokenizer | predictor [BUNDLE [FLOAT-BUNDLE]] | one PHRASE ASKED | startup [FOLDER…]"
    + " | service [BUNDLE] | fairness [BUNDLE] | label [BUNDLE] | label-memory | label-file KIND ROWS PATH"
    + " | worker FOLDER…";
switch (args)
{
    case ["tokenizer"]:
        TokenizerBenchmark.Run();
        return 0;
    case ["predictor", .. var bundles] when bundles.Length <= 2:
        PredictorBenchmark.Run(
            bundles.Length > 0 ? bundles[0] : Path.Combine("models", "attributes"), bundles.Length > 1
                ? bundles[1]
                : null);
        return 0;
    case ["one", var phrase, var asked]:
        PredictorBenchmark.RunOne(phrase, int.Parse(asked, CultureInfo.InvariantCulture));
        return 0;
    case ["startup", .. var folders]:
        StartupBenchmark.Run(folders);
        return 0;
    case ["service", .. var bundles] when bundles.Length <= 1:
        ServiceBenchmark.Run(bundles.Length > 0 ? bundles[0] : Path.Combine("models", "attributes"));
        return 0;
    case ["fairness", .. var bundles] when bundles.Length <= 1:
        await FairnessBenchmark.RunAsync(bundles.Length > 0 ? bundles[0] : Path.Combine("models", "attributes"));
        return 0;
    case ["service-host", var bundle, var threads, .. var keyHashes]:
        await ServiceHost.RunAsync(bundle, int.Parse(threads, CultureInfo.InvariantCulture), keyHashes);
        return 0;
    case ["label", .. var bundle] when bundle.Length <= 1:
        LabelBenchmark.Run(bundle is [var folder] ? folder : Path.Combine("models", "attributes"));
        return 0;
    case ["label-file", var kind, var rows, var path]:
        LabelBenchmark.WriteFile(kind, int.Parse(rows, CultureInfo.InvariantCulture), path);
        return 0;
    case ["label-memory"]:
        LabelBenchmark.RunMemory();
        return 0;
    case ["worker", .. var folders] when folders.Length > 0:
        await WorkerBenchmark.RunAsync(folders);
        return 0;
    default:
        await Console.Error.WriteLineAsync(Usage);
        return 2;
}
