using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Log;

/// <summary>The producers of a partition as bytes.</summary>
static class ProducerSnapshot
{
    public static void Write(WireWriter writer, IReadOnlyCollection<ProducerEntry> producers)
    {
        writer.Int32(producers.Count);
        foreach (var producer in producers)
        {
            writer.Int64(producer.ProducerId);
            writer.Int16(producer.Epoch);
            writer.Int64(producer.LastSeen);
            writer.Int64(producer.TransactionStart);
            writer.Int32(producer.Batches.Count);
            foreach (var batch in producer.Batches)
            {
                writer.Int32(batch.FirstSequence);
                writer.Int32(batch.LastSequence);
                writer.Int64(batch.BaseOffset);
                writer.Int64(batch.LastOffset);
            }
        }
    }

    public static List<ProducerEntry> Read(ref WireReader reader)
    {
        var producers = new List<ProducerEntry>();
        for (var count = reader.ArrayLength(); count > 0; count--)
        {
            var producer = new ProducerEntry(reader.Int64());
            producer.SetEpoch(reader.Int16());
            producer.LastSeen = reader.Int64();
            producer.TransactionStart = reader.Int64();
            for (var batches = reader.ArrayLength(); batches > 0; batches--)
                producer.Add(new WrittenBatch(reader.Int32(), reader.Int32(), reader.Int64(), reader.Int64()));
            producers.Add(producer);
        }

        return producers;
    }
}
