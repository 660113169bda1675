namespace Streaming.Embedded.Kafka.Groups.Consumers;

/// <summary>How far a member is on its way to its target.</summary>
enum MemberState : byte
{
    /// <summary>It has all that it is to have.</summary>
    Stable,

    /// <summary>It has to give up partitions, and has not said yet that it did.</summary>
    Revoking,

    /// <summary>It lacks partitions that others have not given up yet.</summary>
    Waiting,
}

/// <summary>A member of a consumer group, as it stands in the log of the broker. Immutable.</summary>
sealed record ConsumerMember(string Id, string? InstanceId, string ClientId, string ClientHost)
{
    /// <summary>The epoch of a static member that is away and comes back.</summary>
    public const int AwayEpoch = -2;

    public string? RackId { get; init; }
    public int RebalanceTimeoutMs { get; init; }

    /// <summary>Topics that it names.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Topics that it describes; empty: none.</summary>
    public string Regex { get; init; } = "";

    /// <summary>Topics that its expression matched when it was last looked at, in order.</summary>
    public IReadOnlyList<string> Matched { get; init; } = [];

    /// <summary>The assignor that it votes for; null: any.</summary>
    public string? Assignor { get; init; }

    /// <summary>0 while it joins, then the group's epoch that it has come to.</summary>
    public int Epoch { get; init; }

    /// <summary>The one before: an answer may have been lost, and then it still speaks by this one.</summary>
    public int PreviousEpoch { get; init; }

    public MemberState State { get; init; }

    /// <summary>What it may read.</summary>
    public PartitionSet Assigned { get; init; } = PartitionSet.Empty;

    /// <summary>What it has to give up: nobody else gets it before.</summary>
    public PartitionSet Revoking { get; init; } = PartitionSet.Empty;

    /// <summary>What it is to have in the end.</summary>
    public PartitionSet Target { get; init; } = PartitionSet.Empty;

    public IEnumerable<string> Topics => Matched.Count == 0 ? Names : Names.Union(Matched, StringComparer.Ordinal);
}
