using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests.Contract;

/// <summary>What a heartbeat was answered with; no assignment: as before.</summary>
sealed record RawReply(ErrorCode Error, string? MemberId, int Epoch, List<int>? Assignment);

/// <summary>A member of a group that the broker assigns, whose every word is chosen by the test.</summary>
sealed class RawMember(RawClient client, string group, string topic, Guid topicId)
{
    public string Id { get; init; } = Guid.NewGuid().ToString();
    public string? InstanceId { get; init; }
    public string? Regex { get; init; }
    public string? Assignor { get; init; }
    public int RebalanceTimeoutMs { get; init; } = 60_000;

    /// <summary>As it was last told.</summary>
    public int Epoch { get; set; }

    /// <summary>What it has: a client gives up what it is not assigned any more before it says anything.</summary>
    public List<int> Owned { get; private set; } = [];

    public Task<RawReply> JoinAsync() => SendAsync(0, full: true, []);

    /// <summary>Says what it has, and what it is.</summary>
    public Task<RawReply> GoOnAsync(int? epoch = null) => SendAsync(epoch ?? Epoch, full: true, Owned);

    /// <summary>Says nothing new.</summary>
    public Task<RawReply> BeatAsync(int? epoch = null) => SendAsync(epoch ?? Epoch, full: false, null);

    public Task<RawReply> LeaveAsync(int epoch = -1) => SendAsync(epoch, full: false, null);

    /// <summary>Goes on until it has so many partitions, and says so.</summary>
    public async Task SettleAsync(int count)
    {
        await Eventually.TrueAsync(
            async () =>
            {
                var reply = await GoOnAsync();
                reply.Error.ShouldBe(ErrorCode.None);
                return Owned.Count == count;
            },
            $"{Id} has {count} partitions"
        );
        await GoOnAsync();
    }

    async Task<RawReply> SendAsync(int epoch, bool full, List<int>? owned)
    {
        while (true)
        {
            var reply = Read(await client.AskAsync(ApiKey.ConsumerGroupHeartbeat, 1, writer => Write(writer, epoch, full, owned)));
            // 14 and 16: Apache Kafka is not ready yet.
            if (reply.Error is ErrorCode.CoordinatorNotAvailable or (ErrorCode)14 or (ErrorCode)16)
                continue;
            if (reply.Error != ErrorCode.None)
                return reply;
            Epoch = reply.Epoch;
            if (reply.Assignment is not null)
                Owned = reply.Assignment;
            return reply;
        }
    }

    void Write(WireWriter writer, int epoch, bool full, List<int>? owned)
    {
        writer.String(group);
        writer.String(Id);
        writer.Int32(epoch);
        writer.String(InstanceId);
        writer.String(null);
        writer.Int32(full ? RebalanceTimeoutMs : -1);
        if (full && Regex is null)
        {
            writer.Array(1);
            writer.String(topic);
        }
        else
        {
            writer.Array(-1);
        }

        writer.String(full ? Regex : null);
        writer.String(full ? Assignor : null);
        writer.Array(
            owned is null ? -1
            : owned.Count == 0 ? 0
            : 1
        );
        if (owned is { Count: > 0 })
        {
            writer.Uuid(topicId);
            writer.Int32Array([.. owned]);
            writer.Tags();
        }

        writer.Tags();
    }

    RawReply Read(byte[] answer)
    {
        var reader = new WireReader(answer, flexible: true);
        reader.Int32();
        var error = (ErrorCode)reader.Int16();
        reader.NullableString();
        var (member, epoch) = (reader.NullableString(), reader.Int32());
        reader.Int32();
        if (reader.Int8() < 0)
            return new RawReply(error, member, epoch, null);
        var partitions = new List<int>();
        for (var topics = reader.ArrayLength(); topics > 0; topics--)
        {
            var id = reader.Uuid();
            var indexes = reader.Int32Array();
            if (id == topicId)
                partitions.AddRange(indexes);
            reader.Tags();
        }

        return new RawReply(error, member, epoch, partitions);
    }
}
