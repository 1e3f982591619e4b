using System.Net;

namespace DavidBert.Testing.Http;

/// <summary>What clients do on the wire that no HTTP library lets them do.</summary>
public abstract class WireContract(IServiceLauncher launcher) : ServiceContract(launcher)
{
    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nnonsense\r\n", 400)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n{\"tex\r\n", 400)]
    [InlineData("Content-Length: 100\r\n\r\n{\"text\": \"large\"}", 400)]
    public async Task Body_BrokenlyFramed_IsRefusedAndTheNextConnectionAnswered(string rest, int expected)
    {
        await using var service = await StartAsync();
        await using (var connection = await RawConnection.OpenAsync(service.Client.BaseAddress!))
        {
            await connection.WriteAsync(
                $"POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{rest}");
            connection.EndWriting();
            Assert.Contains(await connection.StatusAsync(), new[] { expected, 0 });
        }

        using var response = await service.GetAsync("/api/predict?text=large");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
