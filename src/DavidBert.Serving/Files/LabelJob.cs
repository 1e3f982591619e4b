using System.Security.Cryptography;
using System.Text;
using DavidBert.Labelling;
using DavidBert.Serving.Models;

namespace DavidBert.Serving.Files;

/// <summary>A version of an input that is labelled by a version of a model.</summary>
/// <param name="Input">The input.</param>
/// <param name="Model">The model.</param>
internal sealed record LabelJob(InputFile Input, ModelIdentity Model)
{
    private const int Shortened = 32;

    /// <summary>
    /// Names the job's work: hexadecimal digits of SHA-256 of the input's name, of its version and of the model's, so that the work of
    /// older versions is found by the name.
    /// </summary>
    public string Id { get; } = $"{NameId(Input.Name)}{VersionId(Input.Version)}-{Hash($"{Model.Name}\n{Model.Version}")[..Shortened]}";

    /// <summary>The job of an input for the model that answers now.</summary>
    public static LabelJob Of(InputFile input, ServedModel model) =>
        new(input, new ModelIdentity(model.Manifest.Name, model.Manifest.Version));

    /// <summary>What the ids of all jobs of a name begin with.</summary>
    public static string NameId(string name) => $"{Hash(name)}/";

    /// <summary>What follows it in the ids of all jobs of a version.</summary>
    public static string VersionId(string version) => Hash(version)[..Shortened];

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
