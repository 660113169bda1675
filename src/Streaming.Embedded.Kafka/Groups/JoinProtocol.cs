using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Groups;

/// <summary>An assignment strategy a member offers, with its subscription as that strategy encodes it.</summary>
readonly record struct OfferedProtocol(string Name, byte[] Metadata);

/// <summary>A request to join a group. An empty member id asks for one.</summary>
sealed record JoinRequest(
    string GroupId,
    string MemberId,
    string? InstanceId,
    string ClientId,
    string ClientHost,
    string ProtocolType,
    IReadOnlyList<OfferedProtocol> Protocols,
    TimeSpan SessionTimeout,
    TimeSpan RebalanceTimeout
)
{
    /// <summary>Whether a new member is first only told its id and has to join again with it.</summary>
    public required bool RequiresKnownMemberId { get; init; }

    /// <summary>Whether the client understands being leader of a generation whose assignment stands already.</summary>
    public required bool SupportsSkippingAssignment { get; init; }
}

/// <summary>A member as the leader sees it.</summary>
readonly record struct JoinedMember(string MemberId, string? InstanceId, byte[] Metadata);

sealed record JoinResult(
    ErrorCode Error,
    string MemberId,
    int Generation = -1,
    string? ProtocolType = null,
    string? ProtocolName = null,
    string Leader = "",
    IReadOnlyList<JoinedMember>? Members = null,
    bool SkipAssignment = false
);

sealed record SyncRequest(
    string GroupId,
    string MemberId,
    string? InstanceId,
    int Generation,
    string? ProtocolType,
    string? ProtocolName,
    IReadOnlyDictionary<string, byte[]> Assignments
);

sealed record SyncResult(ErrorCode Error, string? ProtocolType = null, string? ProtocolName = null, byte[]? Assignment = null);
