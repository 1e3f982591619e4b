using DavidBert.Serving.Configuration;
using DavidBert.Serving.Http;

namespace DavidBert.Serving.Tests.Access;

public sealed class AccessPolicyTests
{
    [Fact]
    public void AccessPolicy_HashThatIsNone_NamesTheSettingAndNotTheValue()
    {
        var e = Assert.Throws<SettingsException>(
            () => new AccessPolicy(new AccessOptions { KeyHashes = "my secret" }, ServiceReach.ThisMachine));

        Assert.Contains("DavidBert__Access__KeyHashes", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("my secret", e.Message, StringComparison.Ordinal);
    }
}
