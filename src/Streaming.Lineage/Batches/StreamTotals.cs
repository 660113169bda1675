using Streaming.Events.Time;

namespace Streaming.Lineage.Batches;

/// <summary>
/// Counts over a stream from its first batch. They travel in every batch's header, so that the state of a stream of any
/// length is read from its last batch alone, under the hash chain.
/// </summary>
/// <param name="Rows">Rows of the rows tables.</param>
/// <param name="Labels">Rows of the labels tables.</param>
/// <param name="Rejected">Rows of the rejected tables.</param>
/// <param name="MinTime">Lowest event time of rows and labels; above <paramref name="MaxTime"/> when there are none.</param>
/// <param name="MaxTime">Highest event time of rows and labels.</param>
/// <param name="Outcomes">Count by outcome: a decision's name, or <c>rejected:</c> and the reason.</param>
public sealed record StreamTotals(
    long Rows,
    long Labels,
    long Rejected,
    Timestamp MinTime,
    Timestamp MaxTime,
    IReadOnlyDictionary<string, long> Outcomes
)
{
    /// <summary>Comes before the reason in the name of an outcome.</summary>
    public const string RejectedPrefix = "rejected:";

    /// <summary>Rows of the control tables.</summary>
    public long Control { get; init; }

    /// <summary>Of a stream without batches.</summary>
    public static readonly StreamTotals Zero = new(
        0,
        0,
        0,
        Timestamp.End,
        Timestamp.Beginning,
        new SortedDictionary<string, long>(StringComparer.Ordinal)
    );

    /// <summary>All records that lookup by event id knows.</summary>
    public long Records => Rows + Labels + Rejected;

    /// <summary>Both together.</summary>
    public StreamTotals Plus(StreamTotals other)
    {
        var outcomes = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, count) in Outcomes.Concat(other.Outcomes))
            outcomes[name] = outcomes.GetValueOrDefault(name) + count;
        return new StreamTotals(
            Rows + other.Rows,
            Labels + other.Labels,
            Rejected + other.Rejected,
            Timestamp.Min(MinTime, other.MinTime),
            Timestamp.Max(MaxTime, other.MaxTime),
            outcomes
        )
        {
            Control = Control + other.Control,
        };
    }

    /// <summary>Whether all counts and times are the same.</summary>
    public bool Same(StreamTotals other) =>
        (this with { Outcomes = other.Outcomes }) == other
        && Outcomes.OrderBy(o => o.Key, StringComparer.Ordinal).SequenceEqual(other.Outcomes.OrderBy(o => o.Key, StringComparer.Ordinal));
}
