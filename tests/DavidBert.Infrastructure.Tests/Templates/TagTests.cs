using DavidBert.Infrastructure.Tests.Bicep;

namespace DavidBert.Infrastructure.Tests.Templates;

/// <summary>Tags, by which azd finds its resources and an operator the costs.</summary>
public sealed class TagTests
{
    [Fact]
    public async Task Resources_WithEveryOption_CarryTheTagsOfAzdAndOperator()
    {
        var deployment = await Deployment.WithEveryOptionAsync();

        var placed = deployment.Resources.Where(resource => resource["location"] is not null).ToArray();
        Assert.NotEmpty(placed);
        Assert.All(placed, resource =>
        {
            Assert.Equal("test", (string?)resource["tags"]?["azd-env-name"]);
            Assert.Equal("words", (string?)resource["tags"]!["team"]);
        });
    }
}
