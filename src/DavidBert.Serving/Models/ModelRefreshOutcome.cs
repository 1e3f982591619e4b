using System.Text.Json.Serialization;

namespace DavidBert.Serving.Models;

/// <summary>What came of an attempt to load a model.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ModelRefreshOutcome>))]
public enum ModelRefreshOutcome
{
    /// <summary>The first attempt has not ended.</summary>
    Pending,

    /// <summary>A model was loaded and answers now.</summary>
    Loaded,

    /// <summary>The version that answers is still the one pointed at.</summary>
    Unchanged,

    /// <summary>The version pointed at cannot be loaded; the model before it, if any, still answers.</summary>
    Failed,
}
