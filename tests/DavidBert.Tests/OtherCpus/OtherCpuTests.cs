using System.Diagnostics;
using System.Text.Json;
using DavidBert.Bundles;
using DavidBert.Testing;
using DavidBert.Tests.Tokenization;
using DavidBert.Tokenization;

namespace DavidBert.Tests.OtherCpus;

/// <summary>The default bundle answers on emulated CPUs without VNNI as it does here.</summary>
public sealed class OtherCpuTests
{
    private const int Phrases = 48;

    [Fact]
    public void Answers_OnEmulatedMilanAndHaswell_AreThoseOfThisMachine()
    {
        var bundle = TestFiles.DefaultBundle;
        Assert.SkipUnless(OperatingSystem.IsLinux(), "QEMU's user mode is of Linux.");
        Assert.SkipUnless(File.Exists(Path.Combine(bundle, Bundle.ModelFile)), "The default bundle is not here.");
        foreach (var tool in new[] { "qemu-x86_64", "node", "npm" })
        {
            Assert.SkipUnless(IsInstalled(tool), $"{tool} is not installed.");
        }

        var ids = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(ids, Lines(bundle));
            var (code, output) = Run(Repository.At("tests", "qemu", "run.sh"), bundle, ids);
            Assert.True(code == 0, output);
        }
        finally
        {
            File.Delete(ids);
        }
    }

    private static IEnumerable<string> Lines(string bundle)
    {
        var tokenizer = PhraseTokenizer.Load(Path.Combine(bundle, Bundle.VocabularyFile));
        var rows = File.ReadAllLines(Path.Combine(bundle, "lexicon.tsv"));
        return rows.Skip(1).Where((_, i) => i % (rows.Length / Phrases) == 0).Take(Phrases)
            .Select(row => row.Split('\t')[0])
            .Select(text => JsonSerializer.Serialize(new { text, input_ids = tokenizer.Encode(text) }));
    }

    private static bool IsInstalled(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, tool)));

    private static (int Code, string Output) Run(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", [script, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
