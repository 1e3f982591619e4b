using System.Reflection;
using DavidBert.Training.Modeling;
using Xunit.Sdk;
using Xunit.v3;

namespace DavidBert.Training.Tests.Export;

/// <summary>Every pooling with every head.</summary>
internal sealed class CombinatorialModelsAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(
        [
            .. from pooling in Enum.GetValues<Pooling>()
               from head in Enum.GetValues<HeadKind>()
               select new TheoryDataRow<Pooling, HeadKind>(pooling, head),
        ]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
