using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Embedded.Kafka.Protocol;
using ErrorCode = Streaming.Embedded.Kafka.Protocol.ErrorCode;

namespace Streaming.Embedded.Kafka.Tests.Contract;

/// <summary>Fetches that say only what has changed (KIP-227), word by word.</summary>
public abstract class FetchSessionContract(IKafkaTarget target) : KafkaContract(target)
{
    const short ByName = 12;
    const short ById = 16;

    [Theory]
    [InlineData(ByName)]
    [InlineData(ById)]
    public async Task OnlyWhatIsNewIsTold(short version)
    {
        var (topic, id) = await MakeAsync(3);
        using var client = await RawClient.ConnectAsync(Bootstrap);
        var first = await FetchAsync(client, version, 0, 0, topic, id, [(0, 0), (1, 0), (2, 0)]);
        first.Session.ShouldNotBe(0);
        first.Partitions.Keys.ShouldBe([0, 1, 2], ignoreOrder: true);
        (await FetchAsync(client, version, first.Session, 1, topic, id, [])).Partitions.ShouldBeEmpty();
        await ProduceAsync(topic, 1);
        var second = await FetchAsync(client, version, first.Session, 2, topic, id, []);
        second.Session.ShouldBe(first.Session);
        second.Partitions.Keys.ShouldBe([1]);
        second.Partitions[1].ShouldBeGreaterThan(0);
        // As long as the offset stays the records come again.
        (await FetchAsync(client, version, first.Session, 3, topic, id, [])).Partitions.Keys.ShouldBe([1]);
        (await FetchAsync(client, version, first.Session, 4, topic, id, [(1, 1)])).Partitions.ShouldBeEmpty();
        await ProduceAsync(topic, 0);
        await ProduceAsync(topic, 1);
        (await FetchAsync(client, version, first.Session, 5, topic, id, [], forgotten: [1])).Partitions.Keys.ShouldBe([0]);
    }

    [Fact]
    public async Task WhoIsOutOfStepIsToldSo()
    {
        var (topic, id) = await MakeAsync(1);
        using var client = await RawClient.ConnectAsync(Bootstrap);
        var session = (await FetchAsync(client, ById, 0, 0, topic, id, [(0, 0)])).Session;
        (await FetchAsync(client, ById, session, 2, topic, id, [])).Error.ShouldBe(ErrorCode.InvalidFetchSessionEpoch);
        (await FetchAsync(client, ById, session, 1, topic, id, [])).Error.ShouldBe(ErrorCode.None);
        (await FetchAsync(client, ById, session, 1, topic, id, [])).Error.ShouldBe(ErrorCode.InvalidFetchSessionEpoch);
        (await FetchAsync(client, ByName, session, 2, topic, id, [])).Error.ShouldBe(ErrorCode.FetchSessionTopicIdError);
        var other = session == 1 ? 2 : session - 1;
        (await FetchAsync(client, ById, other, 2, topic, id, [])).Error.ShouldBe(ErrorCode.FetchSessionIdNotFound);
    }

    [Fact]
    public async Task ASessionEnds()
    {
        var (topic, id) = await MakeAsync(1);
        using var client = await RawClient.ConnectAsync(Bootstrap);
        var session = (await FetchAsync(client, ById, 0, 0, topic, id, [(0, 0)])).Session;
        // With the number -1 it ends, and this fetch is one without a session.
        var last = await FetchAsync(client, ById, session, -1, topic, id, [(0, 0)]);
        (last.Error, last.Session, last.Partitions.Count).ShouldBe((ErrorCode.None, 0, 1));
        (await FetchAsync(client, ById, session, 1, topic, id, [])).Error.ShouldBe(ErrorCode.FetchSessionIdNotFound);
        // One that nothing is wanted of any more ends, too.
        session = (await FetchAsync(client, ById, 0, 0, topic, id, [(0, 0)])).Session;
        (await FetchAsync(client, ById, session, 1, topic, id, [], forgotten: [0])).Session.ShouldBe(0);
        (await FetchAsync(client, ById, session, 2, topic, id, [])).Error.ShouldBe(ErrorCode.FetchSessionIdNotFound);
    }

    [Fact]
    public async Task WhoWantsNoSessionGetsNone()
    {
        var (topic, id) = await MakeAsync(1);
        using var client = await RawClient.ConnectAsync(Bootstrap);
        for (var i = 0; i < 2; i++)
        {
            var answer = await FetchAsync(client, ById, 0, -1, topic, id, [(0, 0)]);
            (answer.Error, answer.Session, answer.Partitions.Count).ShouldBe((ErrorCode.None, 0, 1));
        }
    }

    async Task<(string Topic, Guid Id)> MakeAsync(int partitions)
    {
        var topic = await TopicAsync(partitions);
        using var admin = Admin();
        var described = await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]));
        return (topic, RawClient.GuidOf(described.TopicDescriptions[0].TopicId));
    }

    async Task ProduceAsync(string topic, int partition)
    {
        using var producer = Producer();
        await producer.ProduceAsync(new TopicPartition(topic, partition), Message("v"));
    }

    sealed record Answer(ErrorCode Error, int Session, Dictionary<int, int> Partitions);

    /// <summary>Fetches without waiting; gives the bytes of records by partition.</summary>
    static async Task<Answer> FetchAsync(
        RawClient client,
        short version,
        int session,
        int epoch,
        string topic,
        Guid id,
        (int Partition, long Offset)[] wanted,
        int[]? forgotten = null
    )
    {
        var answer = await client.AskAsync(ApiKey.Fetch, version, writer =>
        {
            if (version <= 14)
                writer.Int32(-1);
            foreach (var value in (int[])[0, 1, 1 << 20])
                writer.Int32(value);
            writer.Int8(0);
            writer.Int32(session);
            writer.Int32(epoch);
            writer.Array(wanted.Length == 0 ? 0 : 1);
            if (wanted.Length > 0)
            {
                Topic();
                writer.Array(wanted.Length);
                foreach (var (partition, offset) in wanted)
                {
                    writer.Int32(partition);
                    writer.Int32(-1);
                    writer.Int64(offset);
                    writer.Int32(-1);
                    writer.Int64(-1);
                    writer.Int32(1 << 20);
                    writer.Tags();
                }

                writer.Tags();
            }

            writer.Array(forgotten is null ? 0 : 1);
            if (forgotten is not null)
            {
                Topic();
                writer.Int32Array(forgotten);
                writer.Tags();
            }

            writer.String("");
            writer.Tags();

            void Topic()
            {
                if (version >= ById)
                    writer.Uuid(id);
                else
                    writer.String(topic);
            }
        });
        var reader = new WireReader(answer, flexible: true);
        reader.Int32();
        var (error, given) = ((ErrorCode)reader.Int16(), reader.Int32());
        var partitions = new Dictionary<int, int>();
        for (var topics = reader.ArrayLength(); topics > 0; topics--)
        {
            if (version >= ById)
                reader.Uuid().ShouldBe(id);
            else
                reader.String().ShouldBe(topic);
            for (var count = reader.ArrayLength(); count > 0; count--)
            {
                var index = reader.Int32();
                ((ErrorCode)reader.Int16()).ShouldBe(ErrorCode.None);
                reader.Int64();
                reader.Int64();
                reader.Int64();
                reader.NullableArrayLength().ShouldBeLessThanOrEqualTo(0);
                reader.Int32();
                partitions[index] = reader.NullableBytesRange().Length;
                reader.Tags();
            }

            reader.Tags();
        }

        return new Answer(error, given, partitions);
    }
}

public sealed class EmbeddedFetchSessionTests(EmbeddedTarget target) : FetchSessionContract(target);

public sealed class ApacheFetchSessionTests(ApacheTarget target) : FetchSessionContract(target);
