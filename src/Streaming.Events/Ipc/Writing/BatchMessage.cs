using System.Buffers.Binary;
using Apache.Arrow;

namespace Streaming.Events.Ipc.Writing;

/// <summary>A whole stream of one batch, laid out but not yet written: its length is known before any byte is copied.</summary>
readonly ref struct BatchMessage
{
    const int Alignment = 8;
    const int PrefixBytes = 8;
    const int MostParts = 3;

    readonly byte[] _schema;
    readonly RecordBatch _batch;
    readonly BodyPart[] _parts;
    readonly int[] _nulls;
    readonly int _count;
    readonly int _metadata;
    readonly long _body;

    public BatchMessage(RecordBatch batch)
    {
        _batch = batch;
        _schema = SchemaBytes.Of(batch.Schema);
        _nulls = new int[batch.ColumnCount];
        _parts = new BodyPart[batch.ColumnCount * MostParts];
        for (var c = 0; c < batch.ColumnCount; c++)
        {
            var column = batch.Column(c);
            _nulls[c] = column.NullCount;
            _count += BodyPart.Of(column, _parts.AsSpan(_count));
        }
        foreach (var part in _parts.AsSpan(0, _count))
            _body += Padded(part.Length);
        _metadata = BatchMetadata.Size(batch.ColumnCount, _count);
        Length = checked((int)(_schema.Length + PrefixBytes + _metadata + _body + PrefixBytes));
    }

    public int Length { get; }

    /// <param name="target">As long as <see cref="Length"/>.</param>
    public void CopyTo(Span<byte> target)
    {
        _schema.CopyTo(target);
        var rest = target[_schema.Length..];
        Prefix(rest, _metadata);
        var metadata = rest.Slice(PrefixBytes, _metadata);
        rest = rest[(PrefixBytes + _metadata)..];
        var places = new (long, long)[_count];
        long offset = 0;
        for (var i = 0; i < _count; i++)
        {
            ref readonly var part = ref _parts[i];
            places[i] = (offset, part.Length);
            part.CopyTo(rest[..part.Length]);
            rest[part.Length..Padded(part.Length)].Clear();
            rest = rest[Padded(part.Length)..];
            offset += Padded(part.Length);
        }
        BatchMetadata.Write(metadata, _batch.Length, _body, _nulls, places);
        Prefix(rest, 0);
    }

    static void Prefix(Span<byte> target, int length)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, 0xFFFFFFFF);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], length);
    }

    static int Padded(int length) => (length + Alignment - 1) & -Alignment;
}
