namespace DavidBert.Bundles;

/// <summary>The checkpoint that a model was trained from.</summary>
/// <param name="Name">Its name on Hugging Face's hub, or its folder's.</param>
/// <param name="License">Its licence.</param>
public sealed record BaseModelInfo(string Name, string License);
