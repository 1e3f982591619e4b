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
    /// <summary>Names the job's work: SHA-256 of the input's name and version and the model's, 64 hexadecimal digits.</summary>
    public string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Join('\n', Input.Name, Input.Version, Model.Name, Model.Version))));

    /// <summary>The job of an input for the model that answers now.</summary>
    public static LabelJob Of(InputFile input, ServedModel model) =>
        new(input, new ModelIdentity(model.Manifest.Name, model.Manifest.Version));
}
