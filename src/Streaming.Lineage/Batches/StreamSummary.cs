namespace Streaming.Lineage.Batches;

/// <summary>Where a stage partition stands.</summary>
/// <param name="Stream">Stage partition.</param>
/// <param name="Version">Its last version: as many batches as it has.</param>
/// <param name="Header">Of the last batch; <see cref="BatchHeader.Totals"/> counts the whole stream.</param>
public sealed record StreamSummary(StreamKey Stream, long Version, BatchHeader Header)
{
    /// <summary>Counts and times up to its end.</summary>
    public StreamTotals Totals => Header.Totals;
}
