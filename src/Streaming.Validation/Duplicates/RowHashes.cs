using Apache.Arrow;
using Streaming.Events.Rows;

namespace Streaming.Validation.Duplicates;

/// <summary><see cref="IdHash"/> of the rows of a batch.</summary>
readonly ref struct RowHashes
{
    readonly TextColumn _keys;
    readonly TextColumn _ids;
    readonly bool _keyed;

    public RowHashes(RecordBatch rows, string? key, string id)
    {
        _ids = new TextColumn(rows, id);
        _keyed = key is not null;
        if (key is not null)
            _keys = new TextColumn(rows, key);
    }

    public UInt128 Of(int row)
    {
        Span<byte> keyScratch = stackalloc byte[TextColumn.ScratchBytes];
        Span<byte> idScratch = stackalloc byte[TextColumn.ScratchBytes];
        return IdHash.Of(_keyed ? _keys.Text(row, keyScratch) : default, _ids.Text(row, idScratch));
    }
}
