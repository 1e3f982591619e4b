using System.Text.RegularExpressions;

namespace DavidBert.Readme.Tests;

/// <summary>Commands and options on the pages are those of the programs.</summary>
public sealed partial class CommandPageTests
{
    [Fact]
    public async Task Commands_OnEveryPage_HaveTheOptionsThatTheyAreGiven()
    {
        await using var shell = new Shell();
        var help = new Dictionary<string, Task<string>>(StringComparer.Ordinal);
        var calls = Calls().ToArray();
        Assert.True(calls.Length > 40, $"Only {calls.Length} calls were found.");
        var wrong = new List<string>();
        foreach (var (page, program, command, options) in calls)
        {
            var name = $"{program} {command}";
            if (!help.TryGetValue(name, out var text))
            {
                help[name] = text = HelpAsync(shell, name);
            }

            var known = await text;
            wrong.AddRange(options
                .Where(option => !HasOption(known, option)).Select(option => $"{page}: {name} {option}"));
        }

        Findings.None("Options that a command does not have", wrong);
    }

    [Fact]
    public async Task Options_NamedAlone_AreOptionsOfSomeCommand()
    {
        await using var shell = new Shell();
        var commands = Calls().Select(call => $"{call.Program} {call.Command}").Distinct(StringComparer.Ordinal);
        var all = string.Join('\n', await Task.WhenAll(commands.Select(command => HelpAsync(shell, command))));

        Findings.None("Options that no command has", MarkdownPage.All.SelectMany(page => page.Codes
            .Select(code => Option().Match(code))
            .Where(match => match is { Success: true, Index: 0 } && !HasOption(all, match.Value))
            .Where(match => match.Value is not ("--version" or "--yes" or "--disableTelemetry" or "--env"))
            .Select(match => $"{page.Name}: {match.Value}")));
    }

    private static async Task<string> HelpAsync(Shell shell, string command)
    {
        var (code, output, error) = await shell.RunAsync($"{command} --help");
        Assert.True(code == 0, $"'{command} --help' ended with {code}: {error}");
        return output;
    }

    private static bool HasOption(string help, string option) =>
        Regex.IsMatch(
            help, $@"(^|[\s,]){Regex.Escape(option)}($|[\s,=])", RegexOptions.Multiline | RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1));

    /// <summary>Every call of a program, in an example or within a sentence.</summary>
    private static IEnumerable<(string Page, string Program, string Command, string[] Options)> Calls() =>
        MarkdownPage.All.SelectMany(page => page.Examples.Where(example => example.Language is "sh" or "console")
            .SelectMany(example => example.Text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
            .Concat(page.Codes)
            .SelectMany(line => Call().Matches(Comment().Replace(line, "")))
            .Select(call => (
                page.Name, call.Groups["program"].Value, call.Groups["command"].Value,
                Option().Matches(call.Groups["rest"].Value).Select(option => option.Value).ToArray())));

    [GeneratedRegex(
        @"(^|[\s$|])(?<program>davidbert(-train)?) (?<command>[a-z]+(-[a-z]+)*)(?<rest>[^|]*)",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Call();

    [GeneratedRegex(@"(?<=^|\s)(--[a-z][a-z-]*|-[a-z])(?=$|[\s=])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Option();

    [GeneratedRegex(@"\s#\s.*$|""[^""]*""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();
}
