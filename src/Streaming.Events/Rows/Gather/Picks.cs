using System.Buffers;
using Apache.Arrow;

namespace Streaming.Events.Rows.Gather;

/// <summary>
/// Which rows are taken, grouped by source so that each column is read one source at a time through one span: pick k of
/// a source's group takes its row <c>Rows[k]</c> to the result's row <c>Targets[k]</c>.
/// </summary>
sealed class Picks : IDisposable
{
    readonly int[] _rows;
    readonly int[] _targets;
    readonly int[] _starts;

    Picks(int sources, int count)
    {
        Count = count;
        _rows = ArrayPool<int>.Shared.Rent(count);
        _targets = ArrayPool<int>.Shared.Rent(count);
        _starts = new int[sources + 1];
    }

    public int Count { get; }

    public ReadOnlySpan<int> Rows(int source) => _rows.AsSpan(_starts[source], _starts[source + 1] - _starts[source]);

    public ReadOnlySpan<int> Targets(int source) => _targets.AsSpan(_starts[source], _starts[source + 1] - _starts[source]);

    public static Picks Of(int sources, ReadOnlySpan<int> batchIndex, ReadOnlySpan<int> rowIndex)
    {
        var picks = new Picks(sources, rowIndex.Length);
        var starts = picks._starts.AsSpan();
        foreach (var source in batchIndex)
            starts[source + 1]++;
        for (var s = 0; s < sources; s++)
            starts[s + 1] += starts[s];
        var next = sources <= 256 ? stackalloc int[sources] : new int[sources];
        starts[..sources].CopyTo(next);
        for (var i = 0; i < rowIndex.Length; i++)
        {
            var k = next[batchIndex[i]]++;
            picks._rows[k] = rowIndex[i];
            picks._targets[k] = i;
        }
        return picks;
    }

    public static Picks Of(ReadOnlySpan<int> rows)
    {
        var picks = new Picks(1, rows.Length);
        rows.CopyTo(picks._rows);
        picks._starts[1] = rows.Length;
        for (var i = 0; i < rows.Length; i++)
            picks._targets[i] = i;
        return picks;
    }

    public static Picks Everything(IReadOnlyList<RecordBatch> sources)
    {
        var picks = new Picks(sources.Count, checked((int)sources.Sum(s => (long)s.Length)));
        var target = 0;
        for (var s = 0; s < sources.Count; s++)
        {
            for (var row = 0; row < sources[s].Length; row++, target++)
            {
                picks._rows[target] = row;
                picks._targets[target] = target;
            }
            picks._starts[s + 1] = target;
        }
        return picks;
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_rows);
        ArrayPool<int>.Shared.Return(_targets);
    }
}
