using DavidBert.Functions;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Hosting;
using DavidBert.Serving.Models;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

try
{
    var model = ModelAhead.Begin(); // it loads while the host is built
    // What is deployed does not change while it runs: no file is watched.
    var builder = FunctionsApplication.CreateBuilder([.. args, "--hostBuilder:reloadConfigOnChange=false"]);
    // Core Tools say that they run for development.
    builder.Services.AddDavidBert(builder.Configuration, isLocal: builder.Environment.IsDevelopment(), model);
    builder.ConfigureFunctionsWebApplication();
    builder.Logging.AddHostOutput(builder.Configuration);
#if LOCAL_TRIGGERS
    builder.Services.AddInboxWatch(); // the polling trigger misses a file that came in the second of one it has seen
#else
    builder.Services.AddInboxCheck();
#endif
    await builder.Build().RunToItsEndAsync();
    await model.Loading;
    return 0;
}
catch (SettingsException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
