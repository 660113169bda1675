using System.Text;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Guarding;

namespace Streaming.Pipeline.Replay.Comparing;

/// <summary>Compares replayed columns with recorded ones, bit for bit, and what guards have counted after them.</summary>
sealed class RowComparison(LineageBatch batch, RecordBatch recorded, RecordBatch replayed, GuardedRows? guarded = null)
{
    /// <summary>What a difference calls the counts and the trips of guards, which are no column of the rows.</summary>
    public const string Guards = "guards";

    /// <param name="firstColumn">First column that is computed rather than given.</param>
    /// <param name="options">Which rows count.</param>
    /// <param name="engine">Fingerprint of this engine.</param>
    public ReplayReport Compare(int firstColumn, ReplayOptions options, string engine)
    {
        var times = Columns.Times(recorded, SystemColumns.EventTime);
        var columns = Suspicious(firstColumn);
        var guards = GuardDifference();
        var (compared, differing, first) = (0L, 0L, -1);
        for (var row = 0; row < recorded.Length; row++)
        {
            if (!options.Counts(times[row]))
                continue;
            compared++;
            // What guards have counted is of the batch: its last row speaks for it.
            if (columns.TrueForAll(c => c.Same(row)) && (guards is null || row < recorded.Length - 1))
                continue;
            differing++;
            if (first < 0)
                first = row;
        }

        var difference = first < 0 ? null : Difference(first, columns, guards, times[first], engine);
        var sameEngine = difference is null || difference.SameEngine;
        return new ReplayReport(compared, compared - differing, sameEngine ? differing : 0, sameEngine ? 0 : differing, difference);
    }

    /// <summary>Columns that are not the same from end to end: none, as a rule.</summary>
    List<ColumnComparison> Suspicious(int firstColumn)
    {
        var columns = new List<ColumnComparison>();
        for (var column = firstColumn; column < Math.Max(recorded.ColumnCount, replayed.ColumnCount); column++)
        {
            // Where one is missing, lineage holds what no stage writes: it differs from whatever comes in its place.
            var comparison = new ColumnComparison(
                (column < recorded.ColumnCount ? recorded : replayed).Schema.GetFieldByIndex(column).Name,
                column < recorded.ColumnCount ? recorded.Column(column) : new NullArray(recorded.Length),
                column < replayed.ColumnCount ? replayed.Column(column) : new NullArray(replayed.Length)
            );
            if (!comparison.Same())
                columns.Add(comparison);
        }

        return columns;
    }

    ColumnDifference? GuardDifference()
    {
        if (guarded is null)
            return null;
        var (states, events) = (batch.Header.Guards, batch.Header.GuardEvents);
        var same =
            states.Count == guarded.After.Count
            && states.Zip(guarded.After).All(s => s.First.Same(s.Second))
            && events.SequenceEqual(guarded.Events);
        return same
            ? null
            : new ColumnDifference(
                Guards,
                new ReplayedValue(Text(states, events), Bits: null),
                new ReplayedValue(Text(guarded.After, guarded.Events), Bits: null)
            );

        static string Text(IReadOnlyList<GuardState> states, IReadOnlyList<GuardEvent> events) =>
            string.Join("; ", states.Select(s => s.ToString()).Concat(events.Select(e => e.ToString())));
    }

    ReplayDifference Difference(int row, List<ColumnComparison> columns, ColumnDifference? guards, Timestamp time, string engine) =>
        new(
            new LineageId(batch.Stream, batch.Version, row),
            EventId(row),
            time,
            [
                .. columns.Where(c => !c.Same(row)).Select(c => c.Difference(row)),
                .. guards is null || row < recorded.Length - 1 ? (ColumnDifference[])[] : [guards],
            ],
            batch.Header.EngineFingerprint,
            engine
        );

    string EventId(int row)
    {
        if (batch.Header.IdColumn is not { } column || !Columns.Has(recorded, column))
            return "";
        Span<byte> scratch = stackalloc byte[TextColumn.ScratchBytes];
        return Encoding.UTF8.GetString(new TextColumn(recorded, column).Text(row, scratch));
    }
}
