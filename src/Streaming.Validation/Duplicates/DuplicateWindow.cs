using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Time;

namespace Streaming.Validation.Duplicates;

/// <summary>
/// Recognises an id seen again, under the same key, within a span of event time. Only accepted rows enter, so that a
/// corrected event passes after a faulty one. What is remembered is bounded by event time: entries further than the span behind
/// the clock of accepted rows do not count and are forgotten; an old event sent again later than that is for
/// <c>max_age</c> to reject. Verdicts depend on the sequence of accepted rows alone.
/// </summary>
public sealed class DuplicateWindow(TimeSpan within, TimeSpan drift)
{
    readonly IdTable _table = new();
    readonly long _within = within.Micros();

    /// <summary>How far event time has come.</summary>
    public EventClock Clock { get; } = new(drift.Micros());

    /// <summary>Ids remembered, those that no longer count included until they are swept.</summary>
    public int Count => _table.Count;

    Timestamp Oldest => Clock.Time is { } now ? now.Earlier(_within) : Timestamp.Beginning;

    /// <summary>Whether the id was seen within the window before this time.</summary>
    public bool IsDuplicate(UInt128 hash, Timestamp time) =>
        _table.TryGet(hash, out var before)
        && before >= Oldest
        && time.MicrosSince(before) <= _within
        && before.MicrosSince(time) <= _within;

    /// <summary>Remembers an id.</summary>
    public void Accept(UInt128 hash, Timestamp time)
    {
        Clock.Observe(time);
        _table.Set(hash, time, Oldest);
    }

    /// <summary>Takes recorded accepted rows in, as when they came first.</summary>
    /// <param name="key">Field that keys the rows; null where ids are unique by themselves.</param>
    public void Replay(RecordBatch accepted, string? key, string id) => Walk(accepted, key, id, duplicates: default);

    /// <summary>
    /// Judges rows in their order and takes in those that are no duplicates: for rows that come through a channel, where the
    /// check was not possible before.
    /// </summary>
    public void Check(RecordBatch rows, string? key, string id, Span<bool> duplicates)
    {
        if (duplicates.Length != rows.Length)
            throw new ArgumentException($"Room for {duplicates.Length} verdicts does not fit {rows.Length} rows.", nameof(duplicates));
        Walk(rows, key, id, duplicates);
    }

    void Walk(RecordBatch rows, string? key, string id, Span<bool> duplicates)
    {
        var hashes = new RowHashes(rows, key, id);
        var times = Columns.Times(rows, SystemColumns.EventTime);
        for (var row = 0; row < rows.Length; row++)
        {
            var hash = hashes.Of(row);
            if (!duplicates.IsEmpty && (duplicates[row] = IsDuplicate(hash, times[row])))
                continue;
            Accept(hash, times[row]);
        }
    }
}
