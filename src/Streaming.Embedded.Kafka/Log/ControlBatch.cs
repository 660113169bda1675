using System.Buffers.Binary;

namespace Streaming.Embedded.Kafka.Log;

/// <summary>
/// The batch that ends a transaction in a partition: one record, its key a version and a type (0 abort, 1 commit),
/// its value a version and the epoch of the transaction coordinator.
/// </summary>
static class ControlBatch
{
    // length, attributes, timestamp delta, offset delta, key length, key(4), value length, value(6), header count
    const int RecordSize = 1 + 1 + 1 + 1 + 1 + 4 + 1 + 6 + 1;

    public static byte[] Build(long timestamp, long producerId, short producerEpoch, bool commit)
    {
        var batch = new byte[BatchHeader.Size + RecordSize];
        var record = batch.AsSpan(BatchHeader.Size);
        record[0] = (RecordSize - 1) << 1;
        record[4] = 4 << 1;
        BinaryPrimitives.WriteInt16BigEndian(record[7..], commit ? (short)1 : (short)0);
        record[9] = 6 << 1;
        BatchHeader.WriteControl(batch, timestamp, producerId, producerEpoch);
        return batch;
    }

    /// <summary>Whether a control batch says commit; null where it is no end of a transaction.</summary>
    public static bool? IsCommit(ReadOnlySpan<byte> batch)
    {
        try
        {
            var record = new RecordReader(batch[BatchHeader.Size..], 1);
            return !record.Next() || record.Key.Length < 4
                ? null
                : BinaryPrimitives.ReadInt16BigEndian(record.Key[2..]) switch
                {
                    0 => false,
                    1 => true,
                    _ => null,
                };
        }
        catch (Exception e) when (RecordReader.IsMalformed(e))
        {
            return null;
        }
    }
}
