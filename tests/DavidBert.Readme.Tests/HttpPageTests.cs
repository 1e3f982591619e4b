using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DavidBert.Readme.Tests;

/// <summary><c>docs/http.md</c> and <c>examples/predict.http</c> speak of the paths that there are.</summary>
public sealed partial class HttpPageTests
{
    /// <summary>What the description leaves out: itself, and the pages for people.</summary>
    private static readonly string[] OfTheDescription = ["/api/docs", "/api/openapi.json"];

    [Fact]
    public void Paths_OfTheTable_AreThoseOfTheDescription()
    {
        var described = JsonNode.Parse(
            File.ReadAllText(Repository.At("src", "DavidBert.Serving", "Http", "openapi.json")))!["paths"]!.AsObject();
        var table = MarkdownPage.Read(Repository.At("docs", "http.md")).TableUnder("Paths");

        Assert.Equal(
            described.Select(path => path.Key).Concat(OfTheDescription).Order(StringComparer.Ordinal),
            table.SelectMany(row => Route().Matches(row[0]).Select(match => match.Value))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("open")]
    [InlineData("key")]
    public async Task Requests_OfTheHttpFile_AreAnsweredWithAKeyAndWithout(string mode)
    {
        await using var shell = new Shell();
        shell.Set("DavidBert__Access__Mode", mode);
        shell.Set("DavidBert__Access__KeyHashes", "2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683");
        await using var service = await ServedCommand.StartAsync(shell, "davidbert serve");
        using var client = new HttpClient();
        var file = await File.ReadAllTextAsync(
            Repository.At("examples", "predict.http"), TestContext.Current.CancellationToken);
        var values = Variable().Matches(file).ToDictionary(
            match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);
        values["address"] = service.Address;
        values["key"] = mode is "key" ? "key" : values["key"];
        foreach (var (name, value) in values)
        {
            file = file.Replace($"{{{{{name}}}}}", value, StringComparison.Ordinal);
        }

        var requests = Separator().Split(file).Skip(1).ToArray();
        Assert.Equal(7, requests.Length);
        foreach (var text in requests)
        {
            using var request = Parse(text);
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {text}");
        }

        Assert.Equal(0, await service.StopAsync());
    }

    /// <summary>A request as the file writes it: method and address, headers, an empty line, the body.</summary>
    private static HttpRequestMessage Parse(string text)
    {
        var parts = text.Trim().Split("\n\n", 2);
        var head = parts[0].Split('\n');
        var line = head[0].Split(' ', 2);
        var request = new HttpRequestMessage(new HttpMethod(line[0]), line[1]);
        if (parts.Length > 1)
        {
            request.Content = new StringContent(parts[1]);
            request.Content.Headers.Remove("content-type");
        }

        foreach (var header in head.Skip(1).Select(header => header.Split(": ", 2)))
        {
            var isAdded = request.Headers.TryAddWithoutValidation(header[0], header[1])
                || request.Content!.Headers.TryAddWithoutValidation(header[0], header[1]);
            Assert.True(isAdded, $"'{header[0]}' is not a header.");
        }

        return request;
    }

    [GeneratedRegex(@"/api/[\w./]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Route();

    [GeneratedRegex(
        @"^@(?<name>\w+) = (?<value>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^###.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Separator();
}
