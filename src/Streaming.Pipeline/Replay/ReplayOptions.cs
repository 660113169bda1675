using Streaming.Events.Time;
using Streaming.Inference.Serving;

namespace Streaming.Pipeline.Replay;

/// <summary>What to replay.</summary>
public sealed record ReplayOptions
{
    /// <summary>First event time compared; what state needs from before it is replayed, but not compared.</summary>
    public Timestamp From { get; init; } = Timestamp.Beginning;

    /// <summary>Event time before which rows are compared.</summary>
    public Timestamp To { get; init; } = Timestamp.End;

    /// <summary>Stage partitions replayed at a time; the result does not depend on it.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Null: no what-if scores.</summary>
    public WhatIfScorer? WhatIf { get; init; }

    /// <summary>The row counts: its event time lies within the period asked for.</summary>
    public bool Counts(Timestamp eventTime) => eventTime >= From && eventTime < To;
}

/// <summary>What scores the recorded features besides whatever scored them then, as the topology is now.</summary>
/// <param name="Served">The caller's, who frees it; made for the topology's features. Null: the topology's rule.</param>
public sealed record WhatIfScorer(ServedModel? Served)
{
    /// <summary>Rows on which it fails have no score (NaN) and cost the others nothing; otherwise they end the replay.</summary>
    public bool PassesOver { get; init; }
}
