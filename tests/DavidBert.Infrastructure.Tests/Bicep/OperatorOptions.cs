namespace DavidBert.Infrastructure.Tests.Bicep;

/// <summary>
/// Options of an operator that one deployment can have together, so that the CLI, which takes seconds, runs once for
/// all of them.
/// </summary>
internal static class OperatorOptions
{
    public const string Analyst = "22222222-2222-2222-2222-222222222222";
    public const string ClientId = "11111111-1111-1111-1111-111111111111";
    public const string Email = "operator@example.org";
    public const string KeyHash = "5e884898da28047151d0e56f8dc6292773603d0d6aabbd62a11ef721d1542d8";

    public static IReadOnlyDictionary<string, string> All { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DAVIDBERT_ACCESS_KEY_HASHES"] = KeyHash,
            ["DAVIDBERT_ALERT_EMAIL"] = Email,
            ["DAVIDBERT_ALLOWED_IP_ADDRESSES"] = "203.0.113.7, 198.51.100.0/24",
            ["DAVIDBERT_ALWAYS_READY"] = "2",
            ["DAVIDBERT_ANALYSTS"] = Analyst,
            ["DAVIDBERT_CORS_ORIGINS"] = "https://a.example, https://b.example",
            ["DAVIDBERT_DONE_DAYS"] = "90",
            ["DAVIDBERT_ENTRA_CLIENT_ID"] = ClientId,
            ["DAVIDBERT_INSTANCE_MEMORY_MB"] = "4096",
            ["DAVIDBERT_MAXIMUM_INSTANCES"] = "7",
            ["DAVIDBERT_PRIVATE_NETWORKING"] = "true",
            ["DAVIDBERT_SETTINGS"] = """{"DavidBert__Labelling__After": "keep"}""",
            ["DAVIDBERT_TAGS"] = """{"team": "words"}""",
            ["DAVIDBERT_TRACES_PER_SECOND"] = "1",
        };
}
