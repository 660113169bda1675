namespace Streaming.Events.Predictions;

/// <summary>Predictions of one batch as JSON texts that lie one behind the other. Immutable once written.</summary>
public sealed class PredictionBatch
{
    readonly byte[] _json;
    readonly int[] _ends;
    readonly (int Start, int Length)[] _lineageIds;

    internal PredictionBatch(byte[] json, int[] ends, (int Start, int Length)[] lineageIds)
    {
        _json = json;
        _ends = ends;
        _lineageIds = lineageIds;
    }

    /// <summary>Predictions in it.</summary>
    public int Count => _ends.Length;

    /// <summary>The record's value.</summary>
    public ReadOnlyMemory<byte> Value(int row)
    {
        var start = row == 0 ? 0 : _ends[row - 1];
        return _json.AsMemory(start, _ends[row] - start);
    }

    /// <summary>The lineage id, which also goes into a header.</summary>
    public ReadOnlySpan<byte> LineageId(int row) => _json.AsSpan(_lineageIds[row].Start, _lineageIds[row].Length);
}
