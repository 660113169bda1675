using Streaming.Embedded.Kafka.Groups.Consumers.Assignors;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Groups.Consumers;

/// <summary>What a heartbeat has to say, whatever the group.</summary>
static class HeartbeatRules
{
    /// <summary>What is wrong with it; null: nothing.</summary>
    public static HeartbeatReply? Fault(ConsumerHeartbeat request, short version)
    {
        var wrong =
            request.GroupId.Length == 0 ? "GroupId can't be empty."
            : request.MemberId.Length == 0 && (version >= 1 || !request.Joins) ? "MemberId can't be empty."
            : request.InstanceId?.Length == 0 ? "InstanceId can't be empty."
            : request.RackId?.Length == 0 ? "RackId can't be empty."
            : request.MemberEpoch < ConsumerMember.AwayEpoch
                ? $"MemberEpoch is {request.MemberEpoch}, but must be greater than or equal to -2."
            : request.MemberEpoch == ConsumerMember.AwayEpoch && request.InstanceId is null ? "InstanceId can't be null."
            : request.Joins ? JoinFault(request)
            : null;
        if (wrong is not null)
            return HeartbeatReply.Refuse(ErrorCode.InvalidRequest, wrong);
        if (request.Assignor is not { } assignor || PartitionAssignors.Find(assignor) is not null)
            return null;
        return HeartbeatReply.Refuse(
            ErrorCode.UnsupportedAssignor,
            $"ServerAssignor {assignor} is not supported. Supported assignors: {string.Join(", ", PartitionAssignors.Names)}."
        );
    }

    static string? JoinFault(ConsumerHeartbeat request) =>
        request.RebalanceTimeoutMs == -1 ? "RebalanceTimeoutMs must be provided in first request."
        : request.Owned is not { Count: 0 } ? "TopicPartitions must be empty when (re-)joining."
        : request.Names is null && request.Regex is null
            ? "Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining."
        : null;
}
