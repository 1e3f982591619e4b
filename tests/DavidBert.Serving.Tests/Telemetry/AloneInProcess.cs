namespace DavidBert.Serving.Tests.Telemetry;

/// <summary>
/// The tests that run while no other does: a telemetry provider hears the meters and sources of the whole process, so
/// it would count what another test's service answers.
/// </summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class AloneInProcess;
