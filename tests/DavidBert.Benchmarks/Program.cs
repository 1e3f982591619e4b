using DavidBert.Benchmarks;

const string Usage = "usage: DavidBert.Benchmarks tokenizer | predictor [BUNDLE [FLOAT-BUNDLE]] | startup";
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
    default:
        await Console.Error.WriteLineAsync(Usage);
        return 2;
}
