namespace Streaming.Embedded.Kafka.Groups.Consumers;

/// <summary>
/// What is known of the members of a consumer group only while the broker runs: when each was heard of, by when it has to have given up
/// partitions, and which topics its expression was held against. Guarded by the group's lock.
/// </summary>
sealed class ConsumerSessions
{
    readonly Dictionary<string, Session> _byMember = new(StringComparer.Ordinal);

    /// <summary>The version of the topics that the group's last step saw.</summary>
    public long TopicsSeen { get; set; } = -1;

    /// <summary>Nobody's time is up before.</summary>
    public TimeSpan NextEnd { get; private set; }

    /// <summary>The version of the topics that a member's expression was held against; -1: none.</summary>
    public long TopicsMatched(string memberId) => _byMember.GetValueOrDefault(memberId).TopicsMatched - 1;

    /// <summary>A member has been heard of.</summary>
    /// <param name="member">As it is now.</param>
    /// <param name="end">When its session ends unless it is heard of again.</param>
    /// <param name="now">Elapsed time.</param>
    /// <param name="topics">The version of the topics that it has seen.</param>
    public void Heard(ConsumerMember member, TimeSpan end, TimeSpan now, long topics)
    {
        TimeSpan? revokeBy = null;
        if (member.State == MemberState.Revoking)
        {
            // The time runs from when it was asked to, not from its last word.
            var known = _byMember.GetValueOrDefault(member.Id);
            revokeBy =
                known.RevokeBy is { } by && known.Revoking == member.Epoch
                    ? by
                    : now + TimeSpan.FromMilliseconds(member.RebalanceTimeoutMs);
        }

        _byMember[member.Id] = new Session(end, revokeBy, member.Epoch, topics + 1);
        var first = revokeBy < end ? revokeBy.Value : end;
        if (first < NextEnd || _byMember.Count == 1)
            NextEnd = first;
    }

    public void Forget(string memberId) => _byMember.Remove(memberId);

    public void Clear() => _byMember.Clear();

    /// <summary>Members whose time is up; whoever has not been heard of since the broker's start is given a whole session.</summary>
    public List<ConsumerMember> Ended(IEnumerable<ConsumerMember> members, TimeSpan now, TimeSpan whole)
    {
        var ended = new List<ConsumerMember>();
        var next = TimeSpan.MaxValue;
        foreach (var member in members)
        {
            if (!_byMember.TryGetValue(member.Id, out var session))
            {
                Heard(member, now + whole, now, -1);
                session = _byMember[member.Id];
            }

            var end = session.RevokeBy < session.End ? session.RevokeBy.Value : session.End;
            if (now >= end)
                ended.Add(member);
            else if (end < next)
                next = end;
        }

        NextEnd = next;
        return ended;
    }

    readonly record struct Session(TimeSpan End, TimeSpan? RevokeBy, int Revoking, long TopicsMatched);
}
