using System.Buffers.Binary;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Apis.Data;

/// <summary>Writes a fetch response, reading records from their files straight into it.</summary>
static class FetchResponse
{
    /// <summary>What stands before a partition's records, and a name now and then; no harm is done where it is more.</summary>
    const int HeadBytes = 64;

    public static void WriteError(WireWriter response, short version, ErrorCode error)
    {
        WriteHead(response, version, error, session: 0);
        response.Array(0);
        response.Tags();
    }

    public static void Write(
        WireWriter response,
        short version,
        int session,
        List<FetchPartition> partitions,
        bool readCommitted,
        int maxBytes
    )
    {
        WriteHead(response, version, ErrorCode.None, session);
        response.Reserve(
            (int)Math.Min(maxBytes, partitions.Sum(partition => (long)partition.Range.Length)) + (partitions.Count * HeadBytes)
        );
        var topics = Topics(partitions);
        response.Array(topics.Count);
        var sent = 0;
        foreach (var topic in topics)
        {
            if (version <= 12)
                response.String(topic[0].Wanted.Key.Name);
            else
                response.Uuid(topic[0].Wanted.Key.Id);
            response.Array(topic.Count);
            foreach (var partition in topic)
                sent += WritePartition(response, version, partition, readCommitted, atLeastOne: sent == 0, maxBytes - sent);
            response.Tags();
        }

        response.Tags();
    }

    /// <summary>Neighbours of one topic stand together; a topic may come more than once.</summary>
    static List<List<FetchPartition>> Topics(List<FetchPartition> partitions)
    {
        var topics = new List<List<FetchPartition>>();
        foreach (var partition in partitions)
        {
            if (topics.Count == 0 || !topics[^1][0].Wanted.Key.IsOfSameTopic(partition.Wanted.Key))
                topics.Add([]);
            topics[^1].Add(partition);
        }

        return topics;
    }

    static void WriteHead(WireWriter response, short version, ErrorCode error, int session)
    {
        response.Int32(0);
        if (version < 7)
            return;
        response.Error(error);
        response.Int32(session);
    }

    static int WritePartition(WireWriter response, short version, FetchPartition partition, bool readCommitted, bool atLeastOne, int left)
    {
        var view = partition.View;
        var hasRecords = partition.HasRecords;
        response.Int32(partition.Wanted.Key.Index);
        response.Error(partition.Error);
        response.Int64(view?.EndOffset ?? -1);
        response.Int64(view?.StableOffset ?? -1);
        if (version >= 5)
            response.Int64(view?.StartOffset ?? -1);
        if (readCommitted || partition.Log is null)
            WriteAborted(response, hasRecords ? LogReader.Aborted(view!, partition.Wanted.Offset, partition.Range.UpperOffset) : []);
        else
            response.Array(-1);
        if (version >= 11)
            response.Int32(-1);
        var bytes = hasRecords && (left > 0 || atLeastOne) ? WriteRecords(response, partition.Range, atLeastOne) : WriteNoRecords(response);
        response.Tags();
        return bytes;
    }

    static void WriteAborted(WireWriter response, List<AbortedTransaction> aborted)
    {
        response.Array(aborted.Count);
        foreach (var transaction in aborted)
        {
            response.Int64(transaction.ProducerId);
            response.Int64(transaction.FirstOffset);
            response.Tags();
        }
    }

    static int WriteNoRecords(WireWriter response)
    {
        response.BytesLength(0);
        return 0;
    }

    static int WriteRecords(WireWriter response, in ReadRange range, bool atLeastOne)
    {
        // The length stands before the records but is known only after them: only whole batches are sent.
        var at = response.Length;
        response.BytesLength(range.Length);
        var data = response.Length;
        int read;
        try
        {
            read = LogReader.Read(range, atLeastOne, response);
        }
        catch (ObjectDisposedException)
        {
            // The segment was deleted meanwhile: nothing this time.
            read = 0;
            response.Truncate(data);
        }

        if (!response.Flexible)
        {
            BinaryPrimitives.WriteInt32BigEndian(response.Patch(at, 4), read);
            return read;
        }

        var needed = UVarintSize((uint)read + 1);
        if (needed != data - at)
            Move(response, data, at + needed, read);
        response.Truncate(at);
        response.BytesLength(read);
        response.Take(read);
        return read;
    }

    // Only where the length crosses a power of 128 does it take another number of bytes than foreseen.
    static void Move(WireWriter response, int from, int to, int count)
    {
        if (to > from)
            response.Take(to - from);
        response.Patch(from, count).CopyTo(response.Patch(to, count));
    }

    static int UVarintSize(uint value) =>
        value < 1 << 7 ? 1
        : value < 1 << 14 ? 2
        : value < 1 << 21 ? 3
        : value < 1 << 28 ? 4
        : 5;
}
