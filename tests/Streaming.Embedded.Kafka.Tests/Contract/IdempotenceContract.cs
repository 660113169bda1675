using System.Buffers.Binary;
using System.Net.Sockets;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Tests.Log;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace Streaming.Embedded.Kafka.Tests.Contract;

/// <summary>
/// What an idempotent producer relies on when an answer is lost. The client sends nothing twice on demand, so the requests are
/// written here.
/// </summary>
public abstract class IdempotenceContract(IKafkaTarget target) : KafkaContract(target)
{
    const short InitProducerId = 22;
    const short Produce = 0;
    const short OldestProduce = 3;

    [Fact]
    public async Task ABatchThatIsSentTwiceIsThereOnce()
    {
        var topic = await TopicAsync();
        using var client = await ConnectAsync();
        var producer = await NewProducerAsync(client);

        (await SendAsync(client, topic, Batches.Idempotent(producer, 0, 0, "a", "b"))).ShouldBe((ErrorCode.NoError, 0));
        (await SendAsync(client, topic, Batches.Idempotent(producer, 0, 2, "c"))).ShouldBe((ErrorCode.NoError, 2));
        (await SendAsync(client, topic, Batches.Idempotent(producer, 0, 0, "a", "b"))).ShouldBe((ErrorCode.NoError, 0));
        (await SendAsync(client, topic, Batches.Idempotent(producer, 0, 2, "c"))).ShouldBe((ErrorCode.NoError, 2));

        ReadValues(topic).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task ABatchAfterAGapIsRefused()
    {
        var topic = await TopicAsync();
        using var client = await ConnectAsync();
        var producer = await NewProducerAsync(client);

        (await SendAsync(client, topic, Batches.Idempotent(producer, 0, 0, "a"))).ShouldBe((ErrorCode.NoError, 0));
        (await SendAsync(client, topic, Batches.Idempotent(producer, 0, 2, "c"))).Error.ShouldBe(ErrorCode.OutOfOrderSequenceNumber);
        (await SendAsync(client, topic, Batches.Idempotent(producer, 0, 1, "b"))).ShouldBe((ErrorCode.NoError, 1));

        ReadValues(topic).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task AnOlderEpochIsRefused()
    {
        var topic = await TopicAsync();
        using var client = await ConnectAsync();
        var producer = await NewProducerAsync(client);

        (await SendAsync(client, topic, Batches.Idempotent(producer, 0, 0, "a"))).Error.ShouldBe(ErrorCode.NoError);
        (await SendAsync(client, topic, Batches.Idempotent(producer, 1, 0, "b"))).Error.ShouldBe(ErrorCode.NoError);
        (await SendAsync(client, topic, Batches.Idempotent(producer, 0, 1, "c"))).Error.ShouldBe(ErrorCode.InvalidProducerEpoch);

        ReadValues(topic).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task EachPartitionCountsForItself()
    {
        var topic = await TopicAsync(2);
        using var client = await ConnectAsync();
        var producer = await NewProducerAsync(client);

        (await SendAsync(client, topic, Batches.Idempotent(producer, 0, 0, "a"))).Error.ShouldBe(ErrorCode.NoError);
        (await SendAsync(client, topic, Batches.Idempotent(producer, 0, 0, "b"), partition: 1)).Error.ShouldBe(ErrorCode.NoError);

        ReadValues(topic).ShouldBe(["a"]);
        ReadValues(topic, 1).ShouldBe(["b"]);
    }

    async Task<TcpClient> ConnectAsync()
    {
        var address = Bootstrap.Split(':');
        var client = new TcpClient();
        await client.ConnectAsync(address[0], int.Parse(address[1], System.Globalization.CultureInfo.InvariantCulture));
        return client;
    }

    static async Task<long> NewProducerAsync(TcpClient client)
    {
        // The coordinator may still be waking up.
        while (true)
        {
            var answer = await AskAsync(client, InitProducerId, 0, writer =>
            {
                writer.String(null);
                writer.Int32(60_000);
            });
            var (error, producer) = Read(answer);
            if (error == ErrorCode.NoError)
                return producer;
            error.ShouldBeOneOf(ErrorCode.GroupLoadInProgress, ErrorCode.GroupCoordinatorNotAvailable, ErrorCode.NotCoordinatorForGroup);
        }

        static (ErrorCode, long) Read(byte[] answer)
        {
            var reader = new WireReader(answer, flexible: false);
            reader.Int32();
            reader.Int32();
            return ((ErrorCode)reader.Int16(), reader.Int64());
        }
    }

    static async Task<(ErrorCode Error, long Offset)> SendAsync(TcpClient client, string topic, byte[] batch, int partition = 0)
    {
        while (true)
        {
            var answer = await AskAsync(client, Produce, OldestProduce, writer =>
            {
                writer.String(null);
                writer.Int16(-1);
                writer.Int32(30_000);
                writer.Array(1);
                writer.String(topic);
                writer.Array(1);
                writer.Int32(partition);
                writer.Bytes(batch);
            });
            // Apache Kafka answers the making of a topic before it takes records for it.
            if (Read(answer) is var result && result.Error is not (ErrorCode.UnknownTopicOrPart or ErrorCode.NotLeaderForPartition))
                return result;
        }

        static (ErrorCode Error, long Offset) Read(byte[] answer)
        {
            var reader = new WireReader(answer, flexible: false);
            reader.Int32();
            reader.ArrayLength().ShouldBe(1);
            reader.String();
            reader.ArrayLength().ShouldBe(1);
            reader.Int32();
            return ((ErrorCode)reader.Int16(), reader.Int64());
        }
    }

    static async Task<byte[]> AskAsync(TcpClient client, short api, short version, Action<WireWriter> body)
    {
        await client.GetStream().WriteAsync(Frame(api, version, body));
        var prefix = new byte[4];
        await client.GetStream().ReadExactlyAsync(prefix);
        var answer = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix)];
        await client.GetStream().ReadExactlyAsync(answer);
        return answer;
    }

    static byte[] Frame(short api, short version, Action<WireWriter> body)
    {
        using var writer = new WireWriter();
        writer.Int32(0);
        writer.Int16(api);
        writer.Int16(version);
        writer.Int32(1);
        writer.String("contract");
        body(writer);
        BinaryPrimitives.WriteInt32BigEndian(writer.Patch(0, 4), writer.Length - 4);
        return writer.ToArray();
    }
}

public sealed class EmbeddedIdempotenceTests(EmbeddedTarget target) : IdempotenceContract(target);

public sealed class ApacheIdempotenceTests(ApacheTarget target) : IdempotenceContract(target);
