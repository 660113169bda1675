using Streaming.Lineage;

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
}

/// <summary>One value that came out differently.</summary>
/// <param name="Row">Address of the row.</param>
/// <param name="Column">Feature, <c>score</c> or <c>decision</c>.</param>
/// <param name="Recorded">As lineage has it; floats with their bits.</param>
/// <param name="Replayed">As it came out now.</param>
/// <param name="RecordedEngine">Fingerprint of the engine that recorded it; empty where none scored.</param>
public sealed record ReplayDifference(LineageId Row, string Column, string Recorded, string Replayed, string RecordedEngine);

/// <summary>Outcome of a replay. A row counts once, however many of its values differ.</summary>
/// <param name="Compared">Rows compared, all stages added up.</param>
/// <param name="Identical">Bit for bit.</param>
/// <param name="Differing">Of the same engine, and different: something is wrong.</param>
/// <param name="EngineDiffers">Different, but recorded by another engine (product, ONNX Runtime, provider or instruction set).</param>
/// <param name="First">The first difference in stream and version order.</param>
public sealed record ReplayReport(long Compared, long Identical, long Differing, long EngineDiffers, ReplayDifference? First)
{
    public static readonly ReplayReport Nothing = new(0, 0, 0, 0, null);

    public ReplayReport Plus(ReplayReport other) => new(
        Compared + other.Compared, Identical + other.Identical, Differing + other.Differing, EngineDiffers + other.EngineDiffers, First ?? other.First);
}
