using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Streaming.Torture.Wire;

/// <summary>Stands between one process and one server, on a port of its own, and can be told to break connections.</summary>
/// <param name="upstream">Port of the server on the loopback interface.</param>
/// <param name="converse">Carries both directions of a conversation until one side ends.</param>
sealed class TcpProxy(int upstream, Func<Socket, Socket, Task> converse) : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentDictionary<Socket, Socket> _open = new();
    Task _accepting = Task.CompletedTask;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Start()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Resets all connections, without a word to either side.</summary>
    public void ResetAll()
    {
        foreach (var (client, server) in _open)
        {
            Reset(client);
            Reset(server);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        ResetAll();
        await _accepting;
        _listener.Dispose();
    }

    async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    async Task ServeAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _open[client] = server;
        try
        {
            client.NoDelay = server.NoDelay = true;
            await server.ConnectAsync(IPAddress.Loopback, upstream);
            await converse(client, server);
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // Either side is gone, or the server is not there: the other side learns it from its closed connection.
        }
        finally
        {
            _open.TryRemove(client, out _);
            Reset(client);
            Reset(server);
        }
    }

    static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Gone already.
        }

        socket.Dispose();
    }
}
