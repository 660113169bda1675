namespace Streaming.Embedded.Kafka.Groups;

/// <summary>One member of a group. Guarded by the group's lock.</summary>
sealed class Member(string id, JoinRequest request, TimeSpan now)
{
    public string Id { get; } = id;
    public string? InstanceId { get; } = request.InstanceId;
    public string ClientId { get; } = request.ClientId;
    public string ClientHost { get; } = request.ClientHost;
    public string ProtocolType { get; } = request.ProtocolType;
    public TimeSpan SessionTimeout { get; set; } = request.SessionTimeout;
    public TimeSpan RebalanceTimeout { get; set; } = request.RebalanceTimeout;
    public IReadOnlyList<OfferedProtocol> Protocols { get; set; } = request.Protocols;
    public byte[] Assignment { get; set; } = [];
    public TimeSpan LastSeen { get; set; } = now;

    /// <summary>Set while the member waits for the others to join.</summary>
    public TaskCompletionSource<JoinResult>? AwaitingJoin { get; private set; }

    /// <summary>Set while the member waits for its assignment.</summary>
    public TaskCompletionSource<SyncResult>? AwaitingSync { get; private set; }

    public bool IsWaiting => AwaitingJoin is not null || AwaitingSync is not null;

    public Task<JoinResult> AwaitJoin()
    {
        // A retry takes the place of the request before it, whose connection is gone.
        CompleteJoin(new JoinResult(Protocol.ErrorCode.UnknownMemberId, Id));
        AwaitingJoin = new TaskCompletionSource<JoinResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        return AwaitingJoin.Task;
    }

    public Task<SyncResult> AwaitSync()
    {
        CompleteSync(new SyncResult(Protocol.ErrorCode.UnknownMemberId));
        AwaitingSync = new TaskCompletionSource<SyncResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        return AwaitingSync.Task;
    }

    public void CompleteJoin(JoinResult result)
    {
        AwaitingJoin?.TrySetResult(result);
        AwaitingJoin = null;
    }

    public void CompleteSync(SyncResult result)
    {
        AwaitingSync?.TrySetResult(result);
        AwaitingSync = null;
    }

    public byte[] MetadataFor(string? protocol) => Protocols.FirstOrDefault(offered => offered.Name == protocol).Metadata ?? [];

    public bool Offers(IReadOnlyList<OfferedProtocol> protocols) =>
        Protocols.Count == protocols.Count
        && Protocols
            .Zip(protocols)
            .All(pair => pair.First.Name == pair.Second.Name && pair.First.Metadata.AsSpan().SequenceEqual(pair.Second.Metadata));
}
