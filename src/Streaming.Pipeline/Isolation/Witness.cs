using Apache.Arrow;
using Streaming.Events.Rows.Gather;
using Streaming.Inference.Models;

namespace Streaming.Pipeline.Isolation;

/// <summary>A row that passed, kept to be tried beside one that does not: where both fail, it is not the row. Thread-safe.</summary>
sealed class Witness
{
    /// <summary>
    /// Rows that may be rejected on the word of a row that nobody sent, until one that was sent has passed: the first event ever may
    /// be the one that fails, and a model that fails on all that is sent must not empty the topic into quarantine.
    /// </summary>
    const int MostUnseen = 3;

    Seen? _seen;
    int _unseen;

    /// <summary>The row; null: none has passed yet.</summary>
    public RecordBatch? Row => Volatile.Read(ref _seen)?.Row;

    /// <summary>These rows passed. One of them is kept, where another model passed them than the one that is kept.</summary>
    public void Passed(RecordBatch rows, ModelVersion? model)
    {
        if (rows.Length == 0 || (Volatile.Read(ref _seen) is { } seen && seen.Model == model))
            return;
        Volatile.Write(ref _seen, new Seen(RowGather.Take(rows, [0]), model));
    }

    /// <summary>Whether so many rows may be rejected although no row has passed; others may so much fewer, unless they are given
    /// back.</summary>
    public bool TryDoWithout(int rows)
    {
        if (Row is not null)
            return false;
        if (Interlocked.Add(ref _unseen, rows) <= MostUnseen)
            return true;
        GiveBack(rows);
        return false;
    }

    /// <summary>So many were not.</summary>
    public void GiveBack(int rows) => Interlocked.Add(ref _unseen, -rows);

    sealed record Seen(RecordBatch Row, ModelVersion? Model);
}
