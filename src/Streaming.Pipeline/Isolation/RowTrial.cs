using Apache.Arrow;
using Streaming.Events.Rows.Gather;

namespace Streaming.Pipeline.Isolation;

/// <summary>Finds the rows of a batch on which something throws, by trying smaller and smaller parts of it.</summary>
/// <param name="rows">The batch, which throws as a whole.</param>
/// <param name="attempt">What throws; it leaves nothing behind.</param>
sealed class RowTrial(RecordBatch rows, Action<RecordBatch> attempt)
{
    /// <summary>Where so many rows fail, spread over the batch, all do.</summary>
    const int Samples = 64;

    /// <summary>
    /// Rows that fail alone, again and again, while another row passes before, between and after. None where nothing passes (it is not
    /// the rows), or where each passes alone (it is the batch).
    /// </summary>
    /// <param name="outside">Tries a row that is not of the batch, for where none of the batch passes; null: there is none.</param>
    public IReadOnlyList<RowFailure> Find(Action? outside)
    {
        var inside = Sample().FirstOrDefault(row => Fault(row, 1) is null, -1);
        if (!Passes())
            return [];
        var suspects = new List<int>();
        Search(0, rows.Length, suspects);
        if (!Passes())
            return [];
        var failing = suspects
            .Select(row => (Row: row, Fault: Fault(row, 1)))
            .Where(s => s.Fault is not null)
            .Select(s => new RowFailure(s.Row, s.Fault!))
            .ToList();
        return Passes() ? failing : [];

        bool Passes() => inside >= 0 ? Fault(inside, 1) is null : outside is not null && Fault(outside) is null;
    }

    IEnumerable<int> Sample()
    {
        var samples = Math.Min(rows.Length, Samples);
        return Enumerable.Range(0, samples).Select(i => (int)((long)i * rows.Length / samples));
    }

    void Search(int start, int count, List<int> suspects)
    {
        if (Fault(start, count) is null)
            return;
        if (count == 1)
        {
            suspects.Add(start);
            return;
        }

        Search(start, count / 2, suspects);
        Search(start + (count / 2), count - (count / 2), suspects);
    }

    Exception? Fault(int start, int count) => Fault(() => attempt(RowGather.Slice(rows, start, count)));

    static Exception? Fault(Action attempt)
    {
        try
        {
            attempt();
            return null;
        }
        catch (Exception fault) when (RowFailure.CanCause(fault))
        {
            return fault;
        }
    }
}
