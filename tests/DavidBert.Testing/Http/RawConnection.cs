using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace DavidBert.Testing.Http;

/// <summary>A connection on which a test writes what no HTTP client would.</summary>
public sealed class RawConnection : IAsyncDisposable
{
    private readonly TcpClient client;
    private readonly NetworkStream stream;

    private RawConnection(TcpClient client) => (this.client, stream) = (client, client.GetStream());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connecting = new TcpClient();
        await connecting.ConnectAsync(address.Host, address.Port, Cancellation);
        return new RawConnection(connecting);
    }

    public async Task<RawConnection> WriteAsync(string text)
    {
        await WriteAsync(Encoding.Latin1.GetBytes(text));
        return this;
    }

    public async Task WriteAsync(byte[] bytes) => await stream.WriteAsync(bytes, Cancellation);

    public void EndWriting() => client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>The status of the final answer; 0 where the connection ends without one.</summary>
    public async Task<int> StatusAsync()
    {
        while (true)
        {
            var parts = (await LineAsync()).Split(' ');
            if (parts.Length < 2 || !int.TryParse(parts[1], CultureInfo.InvariantCulture, out var status))
            {
                return 0;
            }

            if (status >= 200)
            {
                return status;
            }

            while (await LineAsync() is not ("\r" or ""))
            {
                // the headers of an interim answer
            }
        }
    }

    private async Task<string> LineAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        try
        {
            while (line.Length < 8_192 && await stream.ReadAsync(one, Cancellation) == 1 && one[0] != '\n')
            {
                line.Append((char)one[0]);
            }
        }
        catch (IOException)
        {
            // reset rather than closed
        }

        return line.ToString();
    }

    /// <summary>Waits until the other side has closed the connection.</summary>
    public async Task<string> RestAsync()
    {
        using var rest = new MemoryStream();
        try
        {
            await stream.CopyToAsync(rest, Cancellation);
        }
        catch (IOException)
        {
            // reset rather than closed
        }

        return Encoding.Latin1.GetString(rest.ToArray());
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }
}
