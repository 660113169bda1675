using System.Net;
using System.Net.Sockets;

namespace Streaming.Lineage.Tests.Setup;

/// <summary>A connection to PostgreSQL that can break at a moment that matters: around the commit, unless told otherwise.</summary>
sealed class LossyProxy : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly DnsEndPoint _server;
    readonly Task _accepting;
    int _breaks;

    public LossyProxy(string host, int port)
    {
        _server = new DnsEndPoint(host, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>True: the server gets the commit and its answer is lost. False: the commit never arrives.</summary>
    public bool DeliverCommit { get; set; }

    /// <summary>What to break at when the client sends it.</summary>
    public byte[] Trigger { get; set; } = "COMMIT\0"u8.ToArray();

    /// <summary>How many of the next such moments break.</summary>
    public int Breaks
    {
        get => Volatile.Read(ref _breaks);
        set => Volatile.Write(ref _breaks, value);
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (OperationCanceledException) { }
    }

    async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            try
            {
                await server.ConnectAsync(_server, _stop.Token);
                await Task.WhenAny(ForwardAsync(server, client), ForwardCommandsAsync(client, server));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException) { }
        }
    }

    async Task ForwardCommandsAsync(Socket client, Socket server)
    {
        var buffer = new byte[1 << 16];
        while (await client.ReceiveAsync(buffer, _stop.Token) is > 0 and var count)
        {
            var isCommit = buffer.AsSpan(0, count).IndexOf(Trigger) >= 0 && Interlocked.Decrement(ref _breaks) >= 0;
            if (!isCommit || DeliverCommit)
                await server.SendAsync(buffer.AsMemory(0, count), _stop.Token);
            if (!isCommit)
                continue;
            // The client sees the connection end. The server is let finish first, so that what it did is settled.
            client.Close();
            server.Shutdown(SocketShutdown.Send);
            while (await server.ReceiveAsync(buffer, _stop.Token) > 0) { }

            return;
        }
    }

    async Task ForwardAsync(Socket from, Socket to)
    {
        var buffer = new byte[1 << 16];
        while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var count)
        {
            try
            {
                await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The client is gone by our own hand: the other direction drains the server.
                await Task.Delay(Timeout.Infinite, _stop.Token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }
}
