using System.Net.Sockets;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests.Server;

public sealed class ConnectionLimitTests
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Asks for versions, in the oldest form.
    static readonly byte[] Question = [0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff];

    [Theory]
    [InlineData(2, int.MaxValue)]
    [InlineData(int.MaxValue, 2)]
    public async Task Whoever_comes_beyond_the_limit_is_closed_until_another_leaves(int total, int perAddress)
    {
        await using var kafka = await EmbeddedKafka.StartAsync(
            new KafkaOptions { MaxConnections = total, MaxConnectionsPerAddress = perAddress }
        );
        using var first = await ConnectAsync(kafka);
        using var second = await ConnectAsync(kafka);
        (await IsAnsweredAsync(first)).ShouldBeTrue();
        (await IsAnsweredAsync(second)).ShouldBeTrue();
        using (var third = await ConnectAsync(kafka))
            (await IsAnsweredAsync(third)).ShouldBeFalse();
        first.Dispose();
        await Eventually.TrueAsync(
            async () =>
            {
                using var next = await ConnectAsync(kafka);
                return await IsAnsweredAsync(next);
            },
            "there is room again"
        );
        (await IsAnsweredAsync(second)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_connection_that_is_silent_for_long_is_closed()
    {
        await using var kafka = await EmbeddedKafka.StartAsync(new KafkaOptions { IdleTimeout = TimeSpan.FromMilliseconds(300) });
        using var client = await ConnectAsync(kafka);
        (await IsAnsweredAsync(client)).ShouldBeTrue();
        (await client.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(Patience)).ShouldBe(0);
    }

    [Fact]
    public async Task Limits_that_let_nobody_in_are_refused_at_start()
    {
        var error = await Should.ThrowAsync<EmbeddedKafkaException>(() =>
            EmbeddedKafka.StartAsync(new KafkaOptions { MaxConnections = 0 })
        );
        error.Message.ShouldContain(nameof(KafkaOptions.MaxConnections));
    }

    static async Task<TcpClient> ConnectAsync(EmbeddedKafka kafka)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", kafka.Port);
        return client;
    }

    static async Task<bool> IsAnsweredAsync(TcpClient client)
    {
        try
        {
            await client.GetStream().WriteAsync(Question);
            var length = new byte[4];
            await client.GetStream().ReadExactlyAsync(length).AsTask().WaitAsync(Patience);
            await client
                .GetStream()
                .ReadExactlyAsync(new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(length)])
                .AsTask()
                .WaitAsync(Patience);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
