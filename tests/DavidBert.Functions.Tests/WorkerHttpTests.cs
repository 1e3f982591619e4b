using DavidBert.Functions.Tests.Host;
using DavidBert.Testing.Http;

namespace DavidBert.Functions.Tests;

public sealed class WorkerPredictTests(WorkerPool pool) : PredictContract(pool);

public sealed class WorkerRefusalTests(WorkerPool pool) : RefusalContract(pool);

public sealed class WorkerAccessTests(WorkerPool pool) : AccessContract(pool);

public sealed class WorkerClientTests(WorkerPool pool) : ClientContract(pool);

public sealed class WorkerCorsTests(WorkerPool pool) : CorsContract(pool);

public sealed class WorkerWireTests(WorkerPool pool) : WireContract(pool);

public sealed class WorkerLoadTests(WorkerPool pool) : LoadContract(pool);

public sealed class WorkerFuzzTests(WorkerPool pool) : FuzzContract(pool, requests: 2_000);
