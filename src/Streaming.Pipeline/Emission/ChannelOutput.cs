using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;
using Confluent.Kafka;
using Streaming.Events.Ipc;
using Streaming.Events.Partitioning;
using Streaming.Events.Raw;
using Streaming.Events.Rows.Gather;
using Streaming.Kafka;
using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Recording;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Emission;

/// <summary>
/// The shuffle: rows are split by the hash of the next stage's key into one Arrow message for each downstream partition,
/// each with this partition's watermark; partitions without rows get the watermark alone.
/// </summary>
sealed class ChannelOutput(ChannelPlan channel, int partitions)
{
    /// <summary>A message stays well below the topic's limit; longer ones are halved.</summary>
    const int MaxMessageBytes = 4 << 20;

    /// <summary>The lineage version that a message is of: what is emitted can be told from the topic alone.</summary>
    public const string VersionHeader = "lineage-version";

    public void Write(OutputSource source, List<OutputRecord> records)
    {
        var topic = TopicLayout.ChannelTopic(channel.Topic, source.Stream.Partition);
        var marks = new Marks(
            WatermarkHeader.Encode(source.Header.Idle ? Watermark.Idle : source.Header.Watermark),
            Encoding.ASCII.GetBytes(source.Version.ToString(CultureInfo.InvariantCulture)),
            Encoding.ASCII.GetBytes(source.Header.TopologyVersion.ToString(CultureInfo.InvariantCulture))
        );
        var rows = channel.Content == RowContent.Labels ? source.Labels : source.Rows;
        var parts = rows is { Length: > 0 } ? Split(rows) : null;
        for (var partition = 0; partition < partitions; partition++)
        {
            if (parts?[partition] is { Count: > 0 } indexes)
                Add(RowGather.Take(rows!, CollectionsMarshal.AsSpan(indexes)), topic, partition, marks, records);
            else
                records.Add(Message(topic, partition, null, marks));
        }
    }

    List<int>[] Split(RecordBatch rows)
    {
        var parts = new List<int>[partitions];
        for (var p = 0; p < partitions; p++)
            parts[p] = [];
        var targets = ArrayPool<int>.Shared.Rent(rows.Length);
        KeyRouting.Partitions(rows, channel.Key, partitions, targets.AsSpan(0, rows.Length));
        for (var row = 0; row < rows.Length; row++)
            parts[targets[row]].Add(row);
        ArrayPool<int>.Shared.Return(targets);
        return parts;
    }

    static void Add(RecordBatch rows, string topic, int partition, Marks marks, List<OutputRecord> records)
    {
        var body = ArrowIpc.Write(rows);
        if (body.Length > MaxMessageBytes && rows.Length > 1)
        {
            // The first half must not promise the second half's times away.
            var half = rows.Length / 2;
            Add(RowGather.Slice(rows, 0, half), topic, partition, marks with { Watermark = [] }, records);
            Add(RowGather.Slice(rows, half, rows.Length - half), topic, partition, marks, records);
            return;
        }

        records.Add(Message(topic, partition, body, marks));
    }

    static OutputRecord Message(string topic, int partition, byte[]? body, Marks marks)
    {
        var headers = new Headers { { VersionHeader, marks.Version }, { ChannelInput.VersionHeader, marks.Topology } };
        if (marks.Watermark.Length > 0)
            headers.Add(Watermark.Header, marks.Watermark);
        return new OutputRecord(topic, partition, new Message<byte[]?, byte[]?> { Value = body, Headers = headers });
    }

    /// <summary>What a message says of its batch, in headers.</summary>
    readonly record struct Marks(byte[] Watermark, byte[] Version, byte[] Topology);
}
