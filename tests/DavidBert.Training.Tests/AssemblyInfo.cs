// TorchSharp's random generator and thread count belong to the process: tests that use them run one after the other.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
