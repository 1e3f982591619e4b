using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

public class FunctionsApplicationBuilder
{
    private readonly HostApplicationBuilder host;

    internal FunctionsApplicationBuilder(string[] args) => host = new HostApplicationBuilder(args);

    public ConfigurationManager Configuration => host.Configuration;

    public ILoggingBuilder Logging => host.Logging;

    public IServiceCollection Services => host.Services;

    public IHost Build() => host.Build();
}
