namespace DavidBert.Serving.Tests.Page;

/// <summary>The tests that share one Chromium, one after the other.</summary>
[CollectionDefinition]
public sealed class InChromium : ICollectionFixture<Chromium>;
