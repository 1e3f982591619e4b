using System.Text;

namespace DavidBert.Testing.Http;

/// <summary>
/// Requests from a random source: well-formed ones, and ones that are broken in their JSON, bytes, headers or framing.
/// </summary>
public static class FuzzedRequest
{
    private static readonly string[] Values =
    [
        "\"very large\"", "\"fishy\"", "\"\"", "\" \"", "null", "true", "1", "-0", "1e400", "99999999999999999999",
        "0.1", "[]", "{}",
        "[\"large\"]", "[\"large\",\"\",\"fishy\"]", "[1]", "[null]", "\"\\ud83d\\ude00\"", "\"\\ud800\"",
        "\"\\u0000\"", "\"é 漢 ‮\"", "\"\\x\"",
    ];

    private static readonly string[] Fields =
    [
        "text", "texts", "top_k", "Text", "", "te\\u0078t", "__proto__", "model",
    ];
    private static readonly string[] Methods =
    [
        "POST", "POST", "POST", "GET", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "BREW",
    ];
    private static readonly string[] Paths =
    [
        "/api/predict", "/api/predict", "/api/predict", "/api/predict?text=large", "/api/predict?text=%C3%28&top_k=2",
        "/api/predict?text=%00",
        "/api/predict?top_k=1e9&text=x", "/api/model", "/api/health/live", "/", "/api/../api/predict", "//",
        "/api/predict/", "/%2e%2e/%2e%2e/etc/passwd",
        "/api/predict?text", "/api/predict?=&&&=x", "/api/predict?text=a&text=b", "/api/predict;a=b",
        "/api/openapi.json",
    ];

    private static readonly string[] Types =
    [
        "application/json", "application/json", "application/json", "application/json; charset=utf-8",
        "application/json; charset=utf-7",
        "text/plain", "", ";;;", "application/json, text/plain", "multipart/form-data; boundary=x",
    ];

    private static readonly string[] Headers =
    [
        "X-Api-Key: \u00ff\u00fe", "Accept-Encoding: br, gzip;q=nonsense", "If-None-Match: *", "If-None-Match: W/\"",
        "Origin: null", "Expect: 100-continue",
        "Content-Encoding: gzip", "Accept: application/xml", "Connection: keep-alive, upgrade", "Upgrade: h2c",
        "Cookie: a=b; c", "X-Forwarded-For: ,,,",
        "Range: bytes=0-", "Te: trailers",
    ];

    public static (byte[] Bytes, bool IsWhole) Make(Random random)
    {
        var body = Body(random);
        var head = new StringBuilder(
            $"{Pick(random, Methods)} {Pick(random, Paths)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        head.Append($"Content-Type: {Pick(random, Types)}\r\n");
        for (var i = random.Next(4); i > 0; i--)
        {
            head.Append(Pick(random, Headers)).Append("\r\n");
        }

        var framing = random.Next(20);
        head.Append(framing switch
        {
            0 => "Content-Length: 99999999\r\n\r\n",
            1 => $"Content-Length: {body.Length / 2}\r\n\r\n",
            2 => "Content-Length: -1\r\n\r\n",
            3 => $"Transfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n",
            4 => $"Content-Length: {body.Length}\r\nContent-Length: 3\r\n\r\n",
            _ => $"Content-Length: {body.Length}\r\n\r\n",
        });
        return ([.. Encoding.Latin1.GetBytes(head.ToString()), .. body], framing is not (0 or 3));
    }

    private static byte[] Body(Random random)
    {
        var body = Encoding.UTF8.GetBytes(random.Next(12) switch
        {
            0 => new string('[', random.Next(1, 5_000)),
            1 => string.Concat(Enumerable.Repeat("{\"text\":", random.Next(1, 2_000))),
            2 => $"{{\"text\": \"{new string('a', random.Next(100_000))}\"}}",
            3 => $"{{\"texts\": [{string.Join(',', Enumerable.Repeat("\"large\"", random.Next(1_100)))}]}}",
            4 => $"{{\"text\": {Pick(random, Values)}, \"top_k\": {new string('9', random.Next(1, 400))}}}",
            5 => string.Empty,
            6 or 7 => "{\"text\": \"very large\"}",
            _ => $"{{{ObjectFields(random)}}}",
        });
        for (var i = random.Next(3) == 0 ? random.Next(1, 8) : 0; i > 0 && body.Length > 0; i--)
        {
            body[random.Next(body.Length)] = (byte)random.Next(256);
        }

        return random.Next(10) == 0 ? body[..random.Next(body.Length + 1)] : body;
    }

    private static string ObjectFields(Random random) => string.Join(
        ", ",
        Enumerable.Range(0, random.Next(4)).Select(_ => $"\"{Pick(random, Fields)}\": {Pick(random, Values)}"));

    private static string Pick(Random random, string[] values) => values[random.Next(values.Length)];
}
