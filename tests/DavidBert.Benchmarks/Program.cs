using System.CommandLine;
using DavidBert.Benchmarks;
using DavidBert.Bundles;

var what = new Argument<string>("what") { Description = "What to measure." };
what.AcceptOnlyFromAmong("tokenizer", "predictor", "startup", "all");
var bundle = new Option<string>("--bundle")
{
    Description = "The folder of the bundle; by default models/attributes of the repository.",
    DefaultValueFactory = _ => Repository.DefaultBundle,
};
var floatBundle = new Option<string?>("--float") { Description = "The folder of a float bundle to compare with." };
var command = new RootCommand("Measures DavidBert on this machine and prints Markdown tables.") { what, bundle, floatBundle };
command.SetAction(parsed =>
{
    var chosen = parsed.GetRequiredValue(what);
    var folder = Path.GetFullPath(parsed.GetRequiredValue(bundle));
    if (chosen is "tokenizer" or "all")
        TokenizerBenchmark.Run(Path.Combine(folder, Bundle.VocabularyFile));
    if (chosen is "predictor" or "all")
        PredictorBenchmark.Run(folder, parsed.GetValue(floatBundle));
    if (chosen is "startup" or "all")
        StartupBenchmark.Run(folder);
});
return command.Parse(args).Invoke();
