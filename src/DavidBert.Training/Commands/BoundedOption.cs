using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace DavidBert.Training.Commands;

/// <summary>
/// Options that take a number within bounds. What is no number, is outside them or has a comma is refused in one line.
/// </summary>
internal static class BoundedOption
{
    public static Option<int> Number(string name, string description, int standard, int least, int most) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => standard,
        CustomParser = result => Whole(result, name, least, most),
    };

    public static Option<double> Number(string name, string description, double standard, double least, double most) =>
        new(name)
        {
            Description = description,
            DefaultValueFactory = _ => standard,
            CustomParser = result => Real(result, name, least, most),
        };

    public static Option<double> Rate(string name, string description, double standard) =>
        Number(name, description, standard, 0.0, 10.0);

    public static Option<double> Share(string name, string description, double standard) =>
        Number(name, description, standard, 0.0, 1.0);

    /// <summary>A whole number that need not be given.</summary>
    public static Option<int?> Optional(string name, string description, int least, int most) => new(name)
    {
        Description = description,
        CustomParser = result => Whole(result, name, least, most),
    };

    /// <summary>A number that need not be given.</summary>
    public static Option<double?> Optional(string name, string description, double least, double most) => new(name)
    {
        Description = description,
        CustomParser = result => Real(result, name, least, most),
    };

    private static int Whole(ArgumentResult result, string name, int least, int most) =>
        Parse(result, name, "a whole number", NumberStyles.AllowLeadingSign, least, most);

    private static double Real(ArgumentResult result, string name, double least, double most) =>
        Parse(result, name, "a number", NumberStyles.Float, least, most);

    private static T Parse<T>(ArgumentResult result, string name, string kind, NumberStyles style, T least, T most)
        where T : struct, INumber<T>
    {
        var text = result.Tokens[0].Value;
        if (T.TryParse(text, style, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        result.AddError(string.Create(
            CultureInfo.InvariantCulture, $"{name} is '{text}'; expected {kind} from {least} to {most}."));
        return least;
    }
}
