using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Lookup;

/// <summary>A guard that put one decision in place of another.</summary>
/// <param name="Name">Name of the guard.</param>
/// <param name="InsteadOf">The decision that the score led to.</param>
/// <param name="Limited">The decision that it limits; null where it counts nothing.</param>
/// <param name="Trip">Since when it was tripped, and on what evidence; null where it does not trip, and where the batch does not say any
/// more: it recovered with a later row of it.</param>
public sealed record RecordedGuard(string Name, string InsteadOf, string? Limited, GuardTrip? Trip)
{
    /// <summary>The isolation score by which the row was an outlier; null where it is no guard against those.</summary>
    public float? Isolation { get; init; }

    /// <summary>Of a row; null where no guard changed its decision.</summary>
    internal static RecordedGuard? Of(BatchHeader header, RecordBatch rows, int row)
    {
        if (!Columns.Has(rows, RecordColumns.ChangedBy))
            return null;
        var by = Columns.Text(rows, RecordColumns.ChangedBy, row);
        if (by is null || !by.StartsWith(RecordColumns.GuardPrefix, StringComparison.Ordinal))
            return null;
        var name = by[RecordColumns.GuardPrefix.Length..];
        var limited = header.Guards.FirstOrDefault(g => g.Guard == name)?.Decision;
        return new RecordedGuard(name, Columns.Text(rows, RecordColumns.UnguardedDecision, row) ?? "", limited, TripOf(header, name, row))
        {
            Isolation = IsolationOf(rows, row),
        };
    }

    static float? IsolationOf(RecordBatch rows, int row) =>
        Columns.Has(rows, RecordColumns.Isolation)
        && rows.Column(Columns.FeatureIndexOf(rows.Schema, RecordColumns.Isolation)) is FloatArray scores
            ? scores.GetValue(row)
            : null;

    static GuardTrip? TripOf(BatchHeader header, string guard, int row)
    {
        var events = header.GuardEvents.Where(e => e.Guard == guard).ToList();
        if (events.LastOrDefault(e => e.Row <= row && e.Kind != GuardEventKind.Recovered) is { } tripped)
            return tripped.Trip;
        // Tripped by a batch before, and still so after this one.
        return events.Count == 0 ? header.Guards.FirstOrDefault(g => g.Guard == guard)?.Trip : null;
    }
}
