using System.Net;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Hosting;
using DavidBert.Serving.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DavidBert.Serving.Tests.Access;

/// <summary>Where the service listens, and whom it lets in there.</summary>
public sealed class LocalServiceTests
{
    private static readonly string AKey = new('a', 64);

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.7")]
    public void Create_ForOtherMachinesWithoutAKey_Refuses(string address)
    {
        var e = Assert.Throws<SettingsException>(() => LocalService.Create(0, IPAddress.Parse(address)));

        Assert.Contains("DavidBert__Access__KeyHashes", e.Message, StringComparison.Ordinal);
        Assert.Contains("--open", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, null, false)]
    [InlineData("127.0.0.1", null, null, false)]
    [InlineData("::1", null, null, false)]
    [InlineData("0.0.0.0", "Open", null, false)]
    [InlineData("0.0.0.0", null, "a", true)]
    [InlineData("127.0.0.1", "Key", "a", true)]
    public async Task Create_OnAnAddress_AsksForAKeyWhereOthersCanCall(
        string? address, string? mode, string? keyHashes, bool asksForKey)
    {
        await using var service = LocalService.Create(
            0,
            address is null ? null : IPAddress.Parse(address),
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["DavidBert:Access:Mode"] = mode,
                ["DavidBert:Access:KeyHashes"] = keyHashes is null ? null : AKey,
            });

        Assert.Equal(asksForKey, service.Services.GetRequiredService<AccessPolicy>().AsksForKey);
    }
}
