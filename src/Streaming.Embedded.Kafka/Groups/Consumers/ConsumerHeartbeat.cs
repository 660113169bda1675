using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Groups.Consumers;

/// <summary>What a member says with a heartbeat; null: as before.</summary>
sealed record ConsumerHeartbeat(string GroupId, string MemberId, int MemberEpoch)
{
    public const int JoinEpoch = 0;
    public const int LeaveEpoch = -1;

    public string? InstanceId { get; init; }
    public string? RackId { get; init; }

    /// <summary>How long it may take to give up partitions; -1: as before.</summary>
    public int RebalanceTimeoutMs { get; init; } = -1;

    public IReadOnlyList<string>? Names { get; init; }
    public string? Regex { get; init; }

    /// <summary>What its expression, this one or the one before, matches now, in order.</summary>
    public IReadOnlyList<string>? Matched { get; init; }

    public string? Assignor { get; init; }
    public PartitionSet? Owned { get; init; }
    public string ClientId { get; init; } = "";
    public string ClientHost { get; init; } = "";

    public bool Joins => MemberEpoch == JoinEpoch;

    public bool Leaves => MemberEpoch is LeaveEpoch or ConsumerMember.AwayEpoch;

    /// <summary>Everything is said anew, as after an answer that was lost: the answer then says everything, too.</summary>
    public bool IsFull => Joins || (RebalanceTimeoutMs != -1 && (Names is not null || Regex is not null) && Owned is not null);
}

/// <summary>The answer to a heartbeat. No assignment: as before.</summary>
sealed record HeartbeatReply(ErrorCode Error, string? Message, string? MemberId, int MemberEpoch, PartitionSet? Assignment = null)
{
    public static HeartbeatReply Refuse(ErrorCode error, string message) => new(error, message, null, 0);
}
