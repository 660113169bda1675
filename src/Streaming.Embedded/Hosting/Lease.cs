using System.Net;
using System.Net.Sockets;

namespace Streaming.Embedded.Hosting;

/// <summary>A command's hold on a running host: an open connection.</summary>
sealed class Lease : IAsyncDisposable
{
    readonly TcpClient _client;
    readonly CancellationTokenSource _stop = new();

    Lease(TcpClient client, LineReader lines, Endpoints endpoints)
    {
        (_client, Endpoints) = (client, endpoints);
        Lost = WatchAsync(lines);
    }

    /// <summary>Where the services are.</summary>
    public Endpoints Endpoints { get; }

    /// <summary>Ends when the host is gone, or when the lease is given back.</summary>
    public Task Lost { get; }

    /// <summary>Takes a lease; null where no host answers under this file, or it is going down.</summary>
    /// <exception cref="EmbeddedException">The host could not start what was asked for.</exception>
    public static async Task<Lease?> TryTakeAsync(HostFile host, Wanted wanted, Action<string>? progress, CancellationToken stop)
    {
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, host.ControlPort, stop);
            await client.GetStream().WriteAsync(LeaseJson.Line(new LeaseRequest(host.Token, wanted)), stop);
            var lines = new LineReader(client.GetStream());
            while (await lines.ReadAsync(stop) is { } line && LeaseJson.Parse<LeaseReply>(line.Span) is { } reply)
            {
                if (reply.Error is { } error)
                    throw new EmbeddedException(error);
                if (reply.Progress is { } text)
                    progress?.Invoke(text);
                if (reply.Endpoints is { } endpoints)
                {
                    var lease = new Lease(client, lines, endpoints);
                    client = null;
                    return lease;
                }
            }
            return null;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return null;
        }
        finally
        {
            client?.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Lost;
        _client.Dispose();
        _stop.Dispose();
    }

    async Task WatchAsync(LineReader lines)
    {
        try
        {
            while (await lines.ReadAsync(_stop.Token) is not null) { }
        }
        catch (OperationCanceledException)
        {
            // Given back.
        }
    }
}
