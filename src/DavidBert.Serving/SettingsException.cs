namespace DavidBert.Serving;

/// <summary>A setting that cannot be: its name and what is wrong with it. Secrets are not repeated.</summary>
public sealed class SettingsException(string name, string detail) : Exception($"The setting {name}: {detail}");
