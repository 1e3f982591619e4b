using DavidBert.Serving.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddDavidBert(builder.Configuration);
#if LOCAL_TRIGGERS
builder.Services.AddInboxWatch(); // the polling trigger misses a file that came in the second of one it has seen
#else
builder.Services.AddInboxCheck();
#endif
await builder.Build().RunAsync();
