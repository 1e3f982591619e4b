namespace DavidBert.Serving.Access;

/// <summary>Whether a key is asked for.</summary>
public enum AccessMode
{
    /// <summary>Anyone may call.</summary>
    Open,

    /// <summary>A request needs one of the keys in its header <c>x-api-key</c>.</summary>
    Key,
}
