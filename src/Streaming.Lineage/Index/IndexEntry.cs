namespace Streaming.Lineage.Index;

/// <summary>What the index keeps of one batch; recomputable from its body.</summary>
/// <param name="MinTime">Lowest event time of rows and labels; above <paramref name="MaxTime"/> when there are none.</param>
/// <param name="Watermark">The merge's clock after the batch.</param>
/// <param name="Filter">Bloom filter over the event ids of its rows, labels and rejected records.</param>
sealed record IndexEntry(int Rows, int Labels, int Rejected, long MinTime, long MaxTime, long Watermark, byte[] Filter)
{
    public int Records => Rows + Labels + Rejected;

    public static IndexEntry Of(TableFacts facts, long clock)
    {
        var totals = facts.Totals;
        return new IndexEntry(
            (int)totals.Rows,
            (int)totals.Labels,
            (int)totals.Rejected,
            totals.MinTime,
            totals.MaxTime,
            clock,
            facts.Filter()
        );
    }

    public bool Same(IndexEntry other) => (this with { Filter = other.Filter }) == other && Filter.AsSpan().SequenceEqual(other.Filter);
}
