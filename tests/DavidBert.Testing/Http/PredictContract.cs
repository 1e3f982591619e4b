using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace DavidBert.Testing.Http;

/// <summary>Phrases over HTTP, and their answers.</summary>
public abstract class PredictContract(IServiceLauncher launcher) : ServiceContract(launcher)
{
    [Fact]
    public async Task Post_Text_AnswersInTheShapeOfTheDesign()
    {
        await using var service = await StartAsync();
        using var response = await service.PostAsync("""{"text": "very large", "top_k": 3}""");
        var json = await response.JsonAsync();

        Assert.Equal(["model", "answer"], json.AsObject().Select(field => field.Key));
        Assert.Equal(["name", "version"], json["model"]!.AsObject().Select(field => field.Key));
        Assert.Equal(
            ["text", "word", "score", "top_k", "truncated"],
            json["answer"]!.AsObject().Select(field => field.Key));
        Assert.Equal("very large", (string?)json["answer"]!["text"]);
        Assert.Equal("size", (string?)json["answer"]!["word"]);
        Assert.Equal(3, json["answer"]!["top_k"]!.AsArray().Count);
        Assert.Equal("size", (string?)json["answer"]!["top_k"]![0]!["word"]);
        Assert.False((bool)json["answer"]!["truncated"]!);
    }

    [Fact]
    public async Task Post_ToAModelWithAThreshold_TellsWhichAnswersAreConfident()
    {
        await using var service = await StartAsync(new ServiceSetup { ConfidentAt = 0.5 });
        using var response = await service.PostAsync("""{"texts": ["fishy", "the", ""]}""");
        var answers = (await response.JsonAsync())["answers"]!.AsArray();

        Assert.Equal(
            ["text", "word", "score", "confident", "top_k", "truncated"],
            answers[0]!.AsObject().Select(field => field.Key));
        Assert.Equal([true, false, null], answers.Select(answer => (bool?)answer!["confident"]));
    }

    [Fact]
    public async Task Post_Texts_AnswersEachInItsPlaceAndTellsWhichCannotBe()
    {
        await using var service = await StartAsync();
        var long_ = new string('a', 10_001);
        using var response = await service.PostAsync($$"""{"texts": ["fishy", "", "{{long_}}", "漢字", "large"]}""");
        var answers = (await response.JsonAsync())["answers"]!.AsArray();

        Assert.Equal(["smell", null, null, null, "size"], answers.Select(answer => (string?)answer!["word"]));
        Assert.Equal(
            [null, "empty", "too_long", "unreadable", null],
            answers.Select(answer => (string?)answer!["error"]?["code"]));
        Assert.Single(answers[0]!["top_k"]!.AsArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(33)]
    [InlineData(1_000)]
    public async Task Post_ManyTexts_AnswersAsEachAlone(int count)
    {
        await using var service = await StartAsync(("DavidBert:Cache:Bytes", "0"));
        string[] phrases = ["fishy", "valuable", "very large", "large", "very fishy", "chonky"];
        var texts = Enumerable.Range(0, count).Select(i => phrases[i % phrases.Length]).ToArray();
        using var response = await service.PostAsync(
            new JsonObject { ["texts"] = new JsonArray([.. texts.Select(t => (JsonNode)t)]) }.ToJsonString());
        var answers = (await response.JsonAsync())["answers"]!.AsArray();

        Assert.Equal(count, answers.Count);
        using var bundle = new TestBundle();
        using var predictor = Predictor.Load(bundle.Folder, new PredictorOptions { Threads = 1 });
        foreach (var phrase in phrases.Take(count))
        {
            var alone = predictor.Predict(phrase, cancellation: Cancellation);
            Assert.All(answers.Where(
                answer => string.Equals((string?)answer!["text"], phrase, StringComparison.Ordinal)), answer =>
            {
                Assert.Equal(alone.Word, (string?)answer!["word"]);
                Assert.Equal(alone.Score!.Value, (float)answer["score"]!, 1e-6f);
            });
        }
    }

    [Fact]
    public async Task Get_Text_AnswersWithAWeakTagThatSavesTheSecondAnswer()
    {
        await using var service = await StartAsync();
        using var first = await service.GetAsync("/api/predict?text=very%20large&top_k=2");
        var json = await first.JsonAsync();
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/predict?text=very%20large&top_k=2");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await service.Client.SendAsync(again, Cancellation);
        using var any = new HttpRequestMessage(HttpMethod.Get, "/api/predict?text=fishy");
        any.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        using var third = await service.Client.SendAsync(any, Cancellation);
        using var other = await service.GetAsync("/api/predict?text=very%20large&top_k=3");

        Assert.Equal("size", (string?)json["answer"]!["word"]);
        Assert.True(first.Headers.ETag!.IsWeak);
        Assert.Equal("no-cache", first.Headers.CacheControl!.ToString());
        Assert.Equal(["Accept-Encoding", "Origin"], first.Headers.Vary);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, third.StatusCode);
        Assert.NotEqual(first.Headers.ETag, other.Headers.ETag);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Post_ClientThatTakesCompression_GetsItCompressed(string encoding)
    {
        await using var service = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/predict")
        {
            Content = new StringContent("""{"text": "large"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));
        using var response = await service.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([encoding], response.Content.Headers.ContentEncoding);
        Assert.Equal(["Accept-Encoding", "Origin"], response.Headers.Vary);
    }

    [Fact]
    public async Task Head_Text_HasTheHeadersOfGetAndNoBody()
    {
        await using var service = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, "/api/predict?text=large");
        using var response = await service.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotNull(response.Headers.ETag);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Post_BodyWithByteOrderMarkAndEscapes_IsRead()
    {
        await using var service = await StartAsync();
        byte[] body = [0xEF, 0xBB, 0xBF, .. """{"te\u0078t": "l\u0061rge", "top_k": 1}"""u8];
        using var response = await service.PostAsync(body, "application/json; charset=UTF-8");

        Assert.Equal("size", (string?)(await response.JsonAsync())["answer"]!["word"]);
    }

    [Fact]
    public async Task Post_ExamplesOfTheDescription_AreAnswered()
    {
        await using var service = await StartAsync();
        using var response = await service.GetAsync("/api/openapi.json");
        var examples = (await response.JsonAsync())
            ["paths"]!["/api/predict"]!["post"]!["requestBody"]!["content"]!["application/json"]![
                "examples"]!.AsObject();

        Assert.NotEmpty(examples);
        foreach (var (_, example) in examples)
        {
            using var answer = await service.PostAsync(Encoding.UTF8.GetBytes(example!["value"]!.ToJsonString()));
            await answer.JsonAsync();
        }
    }

    [Fact]
    public async Task GetWords_ListsWhatTheModelCanAnswer()
    {
        await using var service = await StartAsync();
        using var response = await service.GetAsync("/api/words");
        var answer = await response.JsonAsync();

        Assert.Equal("test", (string?)answer["model"]!["name"]);
        Assert.Equal(
            TestBundle.Words.Where(Bundles.AnswerVocabulary.IsWord),
            answer["words"]!.AsArray().Select(word => (string?)word!["word"]));
    }
}
