using System.Buffers.Binary;
using System.Net.Sockets;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests.Server;

public sealed class ConnectionTests : IAsyncLifetime
{
    readonly ScratchFolder _folder = new();
    EmbeddedKafka _broker = null!;

    public async ValueTask InitializeAsync() =>
        _broker = await EmbeddedKafka.StartAsync(new KafkaOptions { DataDirectory = _folder.Path, MaxRequestBytes = 10_000 });

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(10_001)]
    [InlineData(int.MaxValue)]
    public async Task AnImpossibleLengthClosesTheConnection(int length)
    {
        using var client = await ConnectAsync();
        var prefix = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(prefix, length);
        await client.GetStream().WriteAsync(prefix);
        (await IsClosedAsync(client)).ShouldBeTrue();
        await AnswersOthersAsync();
    }

    [Theory]
    [InlineData(9999, 0)] // no such API
    [InlineData(1, 99)] // no such version
    [InlineData(3, 12)] // a header cut short
    public async Task AnUnknownRequestClosesTheConnection(short key, short version)
    {
        using var client = await ConnectAsync();
        await SendAsync(client, writer =>
        {
            writer.Int16(key);
            writer.Int16(version);
            writer.Int32(5);
        });
        (await IsClosedAsync(client)).ShouldBeTrue();
        await AnswersOthersAsync();
    }

    [Fact]
    public async Task ANewerQuestionForVersionsIsAnsweredInTheOldestForm()
    {
        using var client = await ConnectAsync();
        await SendAsync(client, writer =>
        {
            writer.Int16((short)ApiKey.ApiVersions);
            writer.Int16(99);
            writer.Int32(5);
        });
        var response = await ReceiveAsync(client);
        var reader = new WireReader(response, flexible: false);
        reader.Int32().ShouldBe(5);
        reader.Int16().ShouldBe((short)ErrorCode.UnsupportedVersion);
        reader.ArrayLength().ShouldBeGreaterThan(30);
    }

    [Fact]
    public async Task ARequestMayComeInPiecesAndSeveralAtOnce()
    {
        using var client = await ConnectAsync();
        var one = Frame(ApiVersions);
        foreach (var piece in one.Chunk(3))
        {
            await client.GetStream().WriteAsync(piece);
            await client.GetStream().FlushAsync();
        }

        var first = await ReceiveAsync(client);
        await client.GetStream().WriteAsync(one.Concat(one).ToArray());
        (await ReceiveAsync(client)).ShouldBe(first);
        (await ReceiveAsync(client)).ShouldBe(first);
    }

    [Fact]
    public async Task AHalfSentRequestHarmsNobody()
    {
        using (var client = await ConnectAsync())
            await client.GetStream().WriteAsync(Frame(ApiVersions).AsMemory(0, 9));
        await AnswersOthersAsync();
    }

    static void ApiVersions(WireWriter writer)
    {
        writer.Int16((short)ApiKey.ApiVersions);
        writer.Int16(0);
        writer.Int32(5);
        writer.String("test");
    }

    async Task AnswersOthersAsync()
    {
        using var other = await ConnectAsync();
        await SendAsync(other, ApiVersions);
        (await ReceiveAsync(other)).Length.ShouldBeGreaterThan(100);
    }

    async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _broker.Port);
        return client;
    }

    static Task SendAsync(TcpClient client, Action<WireWriter> write) => client.GetStream().WriteAsync(Frame(write)).AsTask();

    static byte[] Frame(Action<WireWriter> write)
    {
        using var writer = new WireWriter();
        writer.Int32(0);
        write(writer);
        BinaryPrimitives.WriteInt32BigEndian(writer.Patch(0, 4), writer.Length - 4);
        return writer.ToArray();
    }

    static async Task<byte[]> ReceiveAsync(TcpClient client)
    {
        var prefix = new byte[4];
        await client.GetStream().ReadExactlyAsync(prefix);
        var response = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix)];
        await client.GetStream().ReadExactlyAsync(response);
        return response;
    }

    static async Task<bool> IsClosedAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromMinutes(3)) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
