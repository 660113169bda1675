using Streaming.Embedded.Kafka.Groups;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Groups;

/// <summary>
/// Fetches committed offsets. Whoever asks for stable ones is told to come back while a transaction has set an offset
/// and not ended: neither the old nor the new one may be gone by.
/// </summary>
sealed class OffsetFetchApi(BrokerServices services) : SyncApi(ApiKey.OffsetFetch, 1, 9, 6)
{
    readonly record struct FetchedOffset(TopicPartition Partition, CommittedOffset Offset, ErrorCode Error);

    static readonly CommittedOffset NoOffset = new(-1, -1, "", 0);

    sealed record GroupRequest(string Group, string? MemberId, int MemberEpoch, List<TopicPartition>? Partitions);

    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var version = request.Version;
        var groups = Read(ref reader, version);
        var stable = version >= 7 && reader.Bool();
        if (version >= 3)
            response.Int32(0);
        if (version >= 8)
            response.Array(groups.Count);
        foreach (var group in groups)
        {
            if (version >= 8)
                response.String(group.Group);
            var refused = request.Access.Group(KafkaOperation.Describe, group.Group);
            if (refused == ErrorCode.None)
                refused = CheckMember(group);
            Write(response, version, refused == ErrorCode.None ? Fetch(group, stable, request.Access) : Refused(group, version, refused));
            if (version >= 2)
                response.Error(refused);
            if (version >= 8)
                response.Tags();
        }

        response.Tags();
    }

    static List<GroupRequest> Read(ref WireReader reader, short version)
    {
        if (version <= 7)
            return [new GroupRequest(reader.String(), null, -1, ReadPartitions(ref reader))];
        var groups = new List<GroupRequest>();
        for (var count = reader.ArrayLength(); count > 0; count--)
        {
            var group = reader.String();
            var member = version >= 9 ? reader.NullableString() : null;
            var epoch = version >= 9 ? reader.Int32() : -1;
            groups.Add(new GroupRequest(group, member, epoch, ReadPartitions(ref reader)));
            reader.Tags();
        }

        return groups;
    }

    static List<TopicPartition>? ReadPartitions(ref WireReader reader)
    {
        var topics = reader.NullableArrayLength();
        if (topics < 0)
            return null;
        var partitions = new List<TopicPartition>();
        for (; topics > 0; topics--)
        {
            var topic = reader.String();
            partitions.AddRange(reader.Int32Array().Select(index => new TopicPartition(topic, index)));
            reader.Tags();
        }

        return partitions;
    }

    /// <summary>A member of a group that the broker assigns gets offsets in its epoch alone; others need not say who they are.</summary>
    ErrorCode CheckMember(GroupRequest request)
    {
        if ((request.MemberId is null && request.MemberEpoch < 0) || services.Groups.Find(request.Group) is not { } group)
            return ErrorCode.None;
        lock (group.Gate)
        {
            return group.Consumers is not { } consumers ? ErrorCode.None
                : consumers.Find(request.MemberId ?? "") is not { } member ? ErrorCode.UnknownMemberId
                : member.Epoch == request.MemberEpoch ? ErrorCode.None
                : ErrorCode.StaleMemberEpoch;
        }
    }

    // Before groups had an error of their own, every partition had it.
    static List<FetchedOffset> Refused(GroupRequest request, short version, ErrorCode error) =>
        version >= 2 ? [] : request.Partitions?.ConvertAll(partition => new FetchedOffset(partition, NoOffset, error)) ?? [];

    /// <summary>Of all offsets only those in topics that the client may see are shown; one that is asked for is refused.</summary>
    List<FetchedOffset> Fetch(GroupRequest request, bool stable, ClientAccess access) =>
        [
            .. Fetch(request, stable)
                .Select(offset =>
                    access.Sees(offset.Partition.Topic)
                        ? offset
                        : new FetchedOffset(offset.Partition, NoOffset, ErrorCode.TopicAuthorizationFailed)
                )
                .Where(offset => request.Partitions is not null || offset.Error != ErrorCode.TopicAuthorizationFailed),
        ];

    List<FetchedOffset> Fetch(GroupRequest request, bool stable)
    {
        if (services.Groups.Find(request.Group) is not { } group)
            return request.Partitions?.ConvertAll(partition => new FetchedOffset(partition, NoOffset, ErrorCode.None)) ?? [];
        lock (group.Gate)
        {
            var offsets = group.Offsets;
            var partitions = request.Partitions ?? [.. offsets.Committed.Keys];
            return partitions.ConvertAll(partition =>
                stable && offsets.IsPending(partition)
                    ? new FetchedOffset(partition, NoOffset, ErrorCode.UnstableOffsetCommit)
                    : new FetchedOffset(partition, offsets.Committed.GetValueOrDefault(partition, NoOffset), ErrorCode.None)
            );
        }
    }

    static void Write(WireWriter response, short version, List<FetchedOffset> offsets)
    {
        var topics = offsets.GroupBy(item => item.Partition.Topic, StringComparer.Ordinal).ToList();
        response.Array(topics.Count);
        foreach (var topic in topics)
        {
            response.String(topic.Key);
            response.Array(topic.Count());
            foreach (var (partition, offset, error) in topic)
            {
                response.Int32(partition.Partition);
                response.Int64(offset.Offset);
                if (version >= 5)
                    response.Int32(offset.LeaderEpoch);
                response.String(offset.Metadata);
                response.Error(error);
                response.Tags();
            }

            response.Tags();
        }
    }
}
