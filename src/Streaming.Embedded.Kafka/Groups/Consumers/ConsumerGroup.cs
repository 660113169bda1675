using System.Collections.Immutable;
using Streaming.Embedded.Kafka.Groups.Consumers.Assignors;

namespace Streaming.Embedded.Kafka.Groups.Consumers;

/// <summary>
/// A group of the protocol in which the broker assigns (KIP-848): its members, what they have and what they are to have.
/// Immutable: a step makes a new one, which holds once it is saved.
/// </summary>
/// <param name="Epoch">Grows with each change of members, subscriptions or topics.</param>
/// <param name="AssignmentEpoch">The epoch that the targets were made for.</param>
/// <param name="Topics">What the members read.</param>
sealed record ConsumerGroup(int Epoch, int AssignmentEpoch, SubscribedTopics Topics)
{
    public ImmutableDictionary<string, ConsumerMember> Members { get; private init; } = ImmutableDictionary<string, ConsumerMember>.Empty;

    /// <summary>Member ids of static members by their instance ids.</summary>
    ImmutableDictionary<string, string> Instances { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>A group that nobody is a member of. Its epochs go on from those of the classic group that it was.</summary>
    public static ConsumerGroup After(int epoch) => new(epoch, epoch, SubscribedTopics.None);

    /// <summary>The state as clients are told it.</summary>
    public string StateName =>
        Members.Count == 0 ? "Empty"
        : Epoch > AssignmentEpoch ? "Assigning"
        : Members.Values.Any(member => member.State != MemberState.Stable || member.Epoch != AssignmentEpoch) ? "Reconciling"
        : "Stable";

    /// <summary>The assignor that most members vote for; the first in the list where nobody votes.</summary>
    public IPartitionAssignor Assignor =>
        PartitionAssignors.Find(
            Members
                .Values.Where(member => member.Assignor is not null)
                .GroupBy(member => member.Assignor!, StringComparer.Ordinal)
                .OrderByDescending(votes => votes.Count())
                .ThenBy(votes => votes.Key, StringComparer.Ordinal)
                .FirstOrDefault()
                ?.Key
        ) ?? PartitionAssignors.Default;

    public ConsumerMember? Find(string memberId) => Members.GetValueOrDefault(memberId);

    public ConsumerMember? FindInstance(string instanceId) =>
        Instances.TryGetValue(instanceId, out var memberId) ? Members[memberId] : null;

    public ConsumerGroup With(ConsumerMember member) =>
        this with
        {
            Members = Members.SetItem(member.Id, member),
            Instances = member.InstanceId is { } instance ? Instances.SetItem(instance, member.Id) : Instances,
        };

    public ConsumerGroup Without(ConsumerMember member) =>
        this with
        {
            Members = Members.Remove(member.Id),
            Instances =
                member.InstanceId is { } instance && Instances.GetValueOrDefault(instance) == member.Id
                    ? Instances.Remove(instance)
                    : Instances,
        };

    /// <summary>Everything that members other than one have, or have not given up yet.</summary>
    public HashSet<TopicIdPartition> HeldByOthers(string memberId)
    {
        var held = new HashSet<TopicIdPartition>();
        foreach (var member in Members.Values)
        {
            if (member.Id == memberId)
                continue;
            held.UnionWith(member.Assigned.Items);
            held.UnionWith(member.Revoking.Items);
        }

        return held;
    }
}
