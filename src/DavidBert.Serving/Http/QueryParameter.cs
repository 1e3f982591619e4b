using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace DavidBert.Serving.Http;

/// <summary>Describes a parameter of the query.</summary>
internal sealed class QueryParameter(ParameterInfo parameter) : IParameterBindingMetadata
{
    public string Name => parameter.Name!;

    public bool HasTryParse => parameter.ParameterType != typeof(string);

    public bool HasBindAsync => false;

    public ParameterInfo ParameterInfo => parameter;

    public bool IsOptional => parameter.HasDefaultValue;

    /// <summary>The parameters of a method that stands for a query.</summary>
    public static object[] Of(Action<string, int> query) => [.. query.Method.GetParameters().Select(p => new QueryParameter(p))];
}
