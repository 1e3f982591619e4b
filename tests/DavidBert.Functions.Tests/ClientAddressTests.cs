using DavidBert.Functions.Tests.Host;
using DavidBert.Testing.Http;

namespace DavidBert.Functions.Tests;

/// <summary>Whose requests are counted together, behind the host and the platform's front end.</summary>
public sealed class ClientAddressTests(WorkerPool pool)
{
    /// <summary>The front end appends the address that it sees to whatever the client wrote.</summary>
    [Fact]
    public async Task Predict_BehindTheFrontEnd_EachClientHasARateWhateverItWrites()
    {
        await using var service = await pool.StartAsync(new ServiceSetup
        {
            Settings = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true",
                ["WEBSITE_INSTANCE_ID"] = "1",
                ["DavidBert:Access:Mode"] = "open",
                ["DavidBert:RateLimit:PerMinute"] = "1",
                ["DavidBert:RateLimit:Burst"] = "1",
            },
        });
        string[] addresses =
        [
            "203.0.113.7:4321",
            "198.51.100.1, 203.0.113.7:99",
            "203.0.113.8:1",
            "[2001:db8::1]:5",
            "[2001:db8::2]:5",
        ];
        var statuses = new List<int>();
        foreach (var forwarded in addresses)
        {
            using var response = await service.GetAsync("/api/predict?text=large", "X-Forwarded-For", forwarded);
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([200, 429, 200, 200, 429], statuses);
    }
}
