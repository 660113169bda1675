using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Streaming.Embedded.Tests.Setup;
using Streaming.Gateway.Hosting;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>Connections that say nothing, take nothing or are too many: none of them stays.</summary>
public sealed class ConnectionTests(Services services) : IDisposable
{
    /// <summary>Types of frames, and settings (RFC 9113, sections 6 and 6.5.2).</summary>
    const byte Headers = 1,
        Settings = 4,
        Ping = 6;

    const int MaxStreams = 3,
        WindowSize = 4,
        MaxHeaderList = 6;

    static readonly GatewayLimits Impatient = new()
    {
        HeaderTime = TimeSpan.FromSeconds(1),
        IdleTime = TimeSpan.FromSeconds(1),
        Grace = TimeSpan.FromSeconds(2),
    };

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly ShopTopology _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Who_says_nothing_is_cut_off()
    {
        await using var gateway = await GatewayAsync(Impatient);
        using var silent = await ConnectAsync(gateway.Address);
        (await ReadToEndAsync(silent)).ShouldBeEmpty();
        // The same after an answer.
        using var idle = await ConnectAsync(gateway.Address);
        await idle.SendAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        Encoding.ASCII.GetString(await ReadToEndAsync(idle)).ShouldStartWith("HTTP/1.1 200 ");
    }

    [Fact]
    public async Task Who_begins_no_TLS_is_cut_off()
    {
        var tls = CertificateFiles.Development(_shop.Folder, TimeProvider.System, out _);
        await using var gateway = await GatewayAsync(Impatient, "https://127.0.0.1:0", tls);
        using var silent = await ConnectAsync(gateway.Address);
        (await ReadToEndAsync(silent)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Connections_that_are_too_many_are_closed()
    {
        await using var gateway = await GatewayAsync(new() { Connections = 2 });
        using (var first = await ConnectAsync(gateway.Address))
        using (var second = await ConnectAsync(gateway.Address))
        {
            (await AnswersAsync(first)).ShouldBeTrue();
            (await AnswersAsync(second)).ShouldBeTrue();
            using var third = await ConnectAsync(gateway.Address);
            (await AnswersAsync(third)).ShouldBeFalse();
        }

        await Eventually.TrueAsync(
            async () =>
            {
                using var next = await ConnectAsync(gateway.Address);
                return await AnswersAsync(next);
            },
            "connections that ended make room"
        );
    }

    /// <summary>It asks for far more than lies in buffers on the way, and reads none of it.</summary>
    [Fact]
    public async Task Who_takes_no_answers_is_cut_off_and_makes_room()
    {
        await using var gateway = await GatewayAsync(Impatient with { Connections = 1, BytesPerSecond = 1_000_000 });
        using var deaf = await ConnectAsync(gateway.Address, receive: 4096);
        var asking = Encoding.ASCII.GetBytes(
            string.Concat(Enumerable.Repeat("GET /openapi/v1.json HTTP/1.1\r\nHost: localhost\r\n\r\n", 400))
        );
        using var over = new CancellationTokenSource();
        var sending = SendAllAsync(deaf, asking, over.Token);
        await Eventually.TrueAsync(
            async () =>
            {
                using var next = await ConnectAsync(gateway.Address);
                return await AnswersAsync(next);
            },
            "the one connection that there may be is free again"
        );
        await over.CancelAsync();
        await sending;
    }

    [Fact]
    public async Task Over_HTTP2_a_connection_is_told_what_it_may_ask_for()
    {
        await using var gateway = await GatewayAsync(
            new()
            {
                RequestsPerConnection = 7,
                HeaderBytes = 5000,
                AheadBytes = 70_000,
            }
        );
        using var connection = await Http2Async(gateway);
        var told = new Dictionary<int, uint>();
        var (type, _, payload) = await FrameAsync(connection);
        type.ShouldBe(Settings);
        for (var at = 0; at < payload.Length; at += 6)
            told[BinaryPrimitives.ReadUInt16BigEndian(payload.AsSpan(at))] = BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(at + 2));
        told[MaxStreams].ShouldBe(7u);
        told[WindowSize].ShouldBe(70_000u);
        told[MaxHeaderList].ShouldBe(5000u);
    }

    [Fact]
    public async Task Over_HTTP2_who_does_not_end_the_headers_is_cut_off()
    {
        await using var gateway = await GatewayAsync(Impatient with { IdleTime = TimeSpan.FromMinutes(10) });
        using var connection = await Http2Async(gateway);
        // HEADERS of stream 1 without END_HEADERS: ":method: GET" of the static table, and nothing more.
        await connection.SendAsync(new byte[] { 0, 0, 1, Headers, 0, 0, 0, 0, 1, 0x82 });
        (await ReadToEndAsync(connection)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Over_HTTP2_who_answers_no_ping_is_cut_off()
    {
        var limits = Impatient with { IdleTime = TimeSpan.FromMinutes(10), PingTime = TimeSpan.FromSeconds(1) };
        await using var gateway = await GatewayAsync(limits);
        using var connection = await Http2Async(gateway);
        byte type;
        do
        {
            (type, _, _) = await FrameAsync(connection);
        } while (type != Ping);
        await ReadToEndAsync(connection);
    }

    async Task<RunningGateway> GatewayAsync(GatewayLimits limits, string listen = "http://127.0.0.1:0", TlsSettings? tls = null) =>
        await RunningGateway.StartAsync(
            services,
            await services.NewDatabaseAsync(),
            [_shop.File],
            jobs: 0,
            limits,
            listen: listen,
            tls: tls
        );

    static async Task<Socket> ConnectAsync(Uri address, int? receive = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (receive is { } bytes)
            socket.ReceiveBufferSize = bytes;
        await socket.ConnectAsync(address.Host, address.Port);
        return socket;
    }

    /// <summary>A connection that has said that it speaks HTTP/2, and that it has no settings.</summary>
    static async Task<Socket> Http2Async(RunningGateway gateway)
    {
        var socket = await ConnectAsync(new Uri($"http://{gateway.Rpc.Target}"));
        await socket.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await socket.SendAsync(new byte[] { 0, 0, 0, Settings, 0, 0, 0, 0, 0 });
        return socket;
    }

    static async Task<(byte Type, byte Flags, byte[] Payload)> FrameAsync(Socket socket)
    {
        var head = await ReadExactlyAsync(socket, 9);
        return (head[3], head[4], await ReadExactlyAsync(socket, (head[0] << 16) | (head[1] << 8) | head[2]));
    }

    static async Task<byte[]> ReadExactlyAsync(Socket socket, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        var bytes = new byte[count];
        for (var at = 0; at < count; )
        {
            var read = await socket.ReceiveAsync(bytes.AsMemory(at), patience.Token);
            read.ShouldBeGreaterThan(0, "the connection ended");
            at += read;
        }

        return bytes;
    }

    static async Task<bool> AnswersAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await socket.SendAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
            return await socket.ReceiveAsync(new byte[1024], patience.Token) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Sends until the other side takes no more.</summary>
    static async Task SendAllAsync(Socket socket, byte[] bytes, CancellationToken stop)
    {
        try
        {
            await socket.SendAsync(bytes, stop);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // It was reset, or the test is over.
        }
    }

    /// <summary>What comes until the other side ends, in whichever way, which it has to do within a minute.</summary>
    static async Task<byte[]> ReadToEndAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(Patience);
        var (all, buffer) = (new MemoryStream(), new byte[4096]);
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(buffer, patience.Token)) > 0)
                all.Write(buffer, 0, read);
        }
        catch (SocketException)
        {
            // It was reset.
        }

        return all.ToArray();
    }
}
