using Streaming.Events.Time;

namespace Streaming.Lineage.Index;

/// <summary>What the index keeps of one batch; recomputable from its body.</summary>
/// <param name="MinTime">Lowest event time of rows and labels; above <paramref name="MaxTime"/> when there are none.</param>
/// <param name="Watermark">The merge's clock after the batch.</param>
/// <param name="Filter">Bloom filter over what records are looked up by.</param>
/// <param name="Kinds">What the filter covers.</param>
sealed record IndexEntry(
    int Rows,
    int Labels,
    int Rejected,
    Timestamp MinTime,
    Timestamp MaxTime,
    Timestamp Watermark,
    byte[] Filter,
    FilterKinds Kinds
)
{
    public int Records => Rows + Labels + Rejected;

    public static IndexEntry Of(TableFacts facts, Timestamp clock) => Of(facts, clock, facts.Hashes.Kinds);

    /// <summary>Whether it follows from the batch; its filter may be one that an earlier release made.</summary>
    public bool Follows(TableFacts facts, Timestamp clock) => Same(Of(facts, clock, facts.Hashes.Covered(Kinds)));

    static IndexEntry Of(TableFacts facts, Timestamp clock, FilterKinds covered)
    {
        var totals = facts.Totals;
        return new IndexEntry(
            (int)totals.Rows,
            (int)totals.Labels,
            (int)totals.Rejected,
            totals.MinTime,
            totals.MaxTime,
            clock,
            facts.Filter(covered),
            covered
        );
    }

    bool Same(IndexEntry other) => (this with { Filter = other.Filter }) == other && Filter.AsSpan().SequenceEqual(other.Filter);
}
