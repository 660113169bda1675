using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Topics;

namespace Streaming.Embedded.Kafka.Groups.Consumers;

/// <summary>
/// Runs the steps of consumer groups (<see cref="ConsumerProtocol"/>) on the groups there are: a step is on disk before its answer, and
/// one that cannot be written has not been. A heartbeat with nothing new writes nothing.
/// </summary>
sealed class ConsumerGroupCoordinator(KafkaOptions options, Clock clock, GroupCoordinator groups, TopicCatalog topics)
{
    /// <summary>A member joins, goes on, or leaves.</summary>
    /// <param name="request">What it says.</param>
    /// <param name="version">Of the request.</param>
    /// <param name="sees">Whether the member may know of a topic: one that its expression matches.</param>
    public HeartbeatReply Heartbeat(ConsumerHeartbeat request, short version, Func<string, bool> sees)
    {
        if (HeartbeatRules.Fault(request, version) is { } fault)
            return fault;
        var pattern = default(NamePattern);
        if (request.Regex is { Length: > 0 } regex)
        {
            (pattern, var wrong) = NamePattern.Parse(regex);
            if (pattern is null)
            {
                return HeartbeatReply.Refuse(
                    ErrorCode.InvalidRegularExpression,
                    $"SubscribedTopicRegex '{regex}' is not a valid regular expression: {wrong}."
                );
            }
        }

        if (request.MemberId.Length == 0)
            request = request with { MemberId = Guid.NewGuid().ToString() };
        var group = request.Joins ? groups.GetOrAdd(request.GroupId) : groups.Find(request.GroupId);
        if (group is null)
            return HeartbeatReply.Refuse(ErrorCode.GroupIdNotFound, $"Group {request.GroupId} not found.");
        lock (group.Gate)
            return Step(group, request, pattern, sees);
    }

    /// <summary>Drops members whose time is up; called a few times a second.</summary>
    public void Sweep()
    {
        var now = clock.Elapsed;
        foreach (var group in groups.All)
        {
            lock (group.Gate)
            {
                if (group.Consumers is { Members.IsEmpty: false } && now >= group.Sessions.NextEnd)
                    Sweep(group, now);
            }
        }
    }

    void Sweep(Group group, TimeSpan now)
    {
        foreach (var member in group.Sessions.Ended(group.Consumers!.Members.Values, now, options.ConsumerGroupSessionTimeout))
            groups.Take(group, ConsumerProtocol.Remove(group.Consumers, member));
    }

    HeartbeatReply Step(Group group, ConsumerHeartbeat request, NamePattern? pattern, Func<string, bool> sees)
    {
        if (group.State == GroupState.Dead)
            return HeartbeatReply.Refuse(ErrorCode.CoordinatorNotAvailable, "The group was deleted just now.");
        if (group.Consumers is null && !(request.Joins && group.State == GroupState.Empty && group.Announced.Count == 0))
            return HeartbeatReply.Refuse(ErrorCode.GroupIdNotFound, $"Group {request.GroupId} is not a consumer group.");
        var before = group.Consumers ?? ConsumerGroup.After(group.Generation);
        var version = topics.Version;
        request = request with { Matched = Matched(group, before, request, pattern, sees, version) };
        var (after, reply) = ConsumerProtocol.Heartbeat(before, request, Find, group.Sessions.TopicsSeen != version);
        if (reply.Error != ErrorCode.None)
            return reply;
        try
        {
            groups.Take(group, after);
        }
        catch (IOException)
        {
            // A full disk, say: the member tries again until there is room.
            return HeartbeatReply.Refuse(ErrorCode.CoordinatorNotAvailable, "The group could not be saved.");
        }

        group.Sessions.TopicsSeen = version;
        if (after.Find(request.MemberId) is { } member)
            group.Sessions.Heard(member, clock.Elapsed + options.ConsumerGroupSessionTimeout, clock.Elapsed, version);
        return reply;
    }

    /// <summary>What a member's expression matches; null where that has not changed since it was last looked at.</summary>
    List<string>? Matched(
        Group group,
        ConsumerGroup consumers,
        ConsumerHeartbeat request,
        NamePattern? pattern,
        Func<string, bool> sees,
        long version
    )
    {
        if (pattern is null)
        {
            if (request.Regex is not null || group.Sessions.TopicsMatched(request.MemberId) == version)
                return null;
            if (consumers.Find(request.MemberId)?.Regex is not { Length: > 0 } regex)
                return null;
            pattern = NamePattern.Parse(regex).Pattern;
        }

        return pattern is null
            ? null
            : [.. topics.All.Select(topic => topic.Name).Where(pattern.Matches).Where(sees).Order(StringComparer.Ordinal)];
    }

    SubscribedTopic? Find(string name) =>
        topics.Find(name) is { } topic ? new SubscribedTopic(topic.Name, topic.Id, topic.Partitions.Length) : null;
}
