namespace Streaming.Pipeline.Replay;

/// <summary>Outcome of a replay. A row counts once, however many of its values differ.</summary>
/// <param name="Compared">Rows compared, all stages added up.</param>
/// <param name="Identical">Bit for bit.</param>
/// <param name="Differing">Of the same engine, and different: something is wrong.</param>
/// <param name="EngineDiffers">Different, but recorded by another engine (product, ONNX Runtime, provider or instruction set).</param>
/// <param name="First">
/// The first difference in stream, version and row order; where there are both kinds, the first that no other engine accounts for.
/// </param>
public sealed record ReplayReport(long Compared, long Identical, long Differing, long EngineDiffers, ReplayDifference? First)
{
    /// <summary>Of no batches.</summary>
    public static readonly ReplayReport Nothing = new(0, 0, 0, 0, null);

    /// <summary>This and what comes after it in order.</summary>
    public ReplayReport Plus(ReplayReport next) =>
        new(
            Compared + next.Compared,
            Identical + next.Identical,
            Differing + next.Differing,
            EngineDiffers + next.EngineDiffers,
            First is { SameEngine: true } ? First
                : next.First is { SameEngine: true } ? next.First
                : First ?? next.First
        );
}
