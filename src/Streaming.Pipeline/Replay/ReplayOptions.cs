using Streaming.Inference.Serving;

namespace Streaming.Pipeline.Replay;

/// <summary>What to replay.</summary>
public sealed record ReplayOptions
{
    /// <summary>First event time compared, microseconds; what state needs from before it is replayed, but not compared.</summary>
    public long From { get; init; } = long.MinValue;

    /// <summary>Event time before which rows are compared, microseconds.</summary>
    public long To { get; init; } = long.MaxValue;

    /// <summary>Stage partitions replayed at a time; the result does not depend on it.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Null: no what-if scores.</summary>
    public WhatIfScorer? WhatIf { get; init; }

    /// <summary>The row counts: its event time lies within the period asked for.</summary>
    public bool Counts(long eventTime) => eventTime >= From && eventTime < To;
}

/// <summary>What scores the recorded features besides whatever scored them then, as the topology is now.</summary>
/// <param name="Served">The caller's, who frees it; made for the topology's features. Null: the topology's rule.</param>
public sealed record WhatIfScorer(ServedModel? Served);
