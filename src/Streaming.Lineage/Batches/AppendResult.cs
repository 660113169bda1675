namespace Streaming.Lineage.Batches;

/// <summary>What became of a batch that was to be appended.</summary>
public enum AppendOutcome
{
    /// <summary>The batch is durable in the lineage, with exactly these bytes.</summary>
    Appended,

    /// <summary>Somebody else wrote this version first (or the stream is shorter than expected): reload the tail.</summary>
    Conflicted,
}

/// <param name="Stream">One entry a stream.</param>
/// <param name="Outcome">The same for all batches of the stream that were in the call.</param>
/// <param name="TailVersion">The stream's last version as seen when the outcome was established.</param>
public sealed record StreamAppend(StreamKey Stream, AppendOutcome Outcome, long TailVersion);

/// <summary>What became of an append, stream by stream.</summary>
public sealed record AppendResult(IReadOnlyList<StreamAppend> Streams)
{
    /// <summary>Whether every stream took its batches.</summary>
    public bool AllAppended => Streams.All(s => s.Outcome == AppendOutcome.Appended);
}
