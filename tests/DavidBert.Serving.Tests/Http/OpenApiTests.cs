using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace DavidBert.Serving.Tests.Http;

public sealed class OpenApiTests
{
    [Fact]
    public async Task Dump()
    {
        await using var service = await RunningService.StartAsync(configure: builder => builder.Services.AddOpenApi("v1", o => o.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1));
        _ = service.Services.GetRequiredService<DavidBert.Serving.Http.ServiceEntry>();
        var provider = service.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1");
        var document = await provider.GetOpenApiDocumentAsync(TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync("/tmp/h/openapi-generated.json", await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
    }
}
