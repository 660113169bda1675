using System.Runtime.CompilerServices;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Kafka.Topics;
using Streaming.Topology;

namespace Streaming.Application.FollowPredictions;

/// <summary>
/// Committed predictions as they come, until stopped. Each message carries a cursor; whoever comes back with the last one goes on after it,
/// with nothing missing and nothing twice, at whichever process.
/// </summary>
public sealed class FollowPredictionsOperation()
    : StreamOperation<FollowPredictionsRequest, FollowedPrediction>(
        new OperationInfo("predictions.follow", Role.Viewer, Recording.Summarised)
    )
{
    /// <summary>How often a cursor is sent at least, and how soon a topic that has got more partitions is noticed.</summary>
    internal static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    protected internal override string AboutOf(FollowPredictionsRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async IAsyncEnumerable<FollowedPrediction> RunAsync(
        FollowPredictionsRequest request,
        OperationContext context,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        var topic = TopologyLoader.Load(request.Topology).Output.Predictions;
        var filter = new PredictionFilter(request);
        var services = await context.OpenAsync(EmbeddedParts.Broker, stop);
        using var admin = new KafkaAdmin(services.Kafka);
        var mark = await MarkAsync(admin, topic);
        var next = await StartAsync(admin, topic, mark, request);
        yield return Message(null);

        using var reader = new TopicReader(services.Kafka);
        reader.Start(next);
        var beat = context.Time.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            // What is there already takes no thread of the pool.
            var record = reader.Next(TimeSpan.Zero) ?? await Task.Run(() => reader.Next(Step), CancellationToken.None);
            if (record is not null)
            {
                next[record.Partition] = record.Offset + 1;
                if (filter.Wants(record))
                {
                    yield return Message(record.Value);
                    continue;
                }
            }

            if (context.Time.GetElapsedTime(beat) < Beat)
                continue;
            beat = context.Time.GetTimestamp();
            yield return Message(null);
            if (await MarkAsync(admin, topic) != mark)
                throw Another(topic);
            if (Enlarged(admin, topic, next))
                reader.Start(next);
        }

        FollowedPrediction Message(byte[]? value) =>
            new(new PredictionCursor(mark, [.. next.OrderBy(p => p.Key.Partition).Select(p => p.Value)]).ToString(), value);
    }

    static async Task<ulong> MarkAsync(KafkaAdmin admin, string topic) =>
        PredictionCursor.MarkOf(topic, (await admin.TopicIdsAsync([topic])).GetValueOrDefault(topic, ""));

    static StreamingException Another(string topic) =>
        new($"The cursor is of another topic than {topic} as it is now: it was made again since, or it is another topology's. Begin anew.")
        {
            Kind = FailureKind.Missing,
        };

    /// <summary>Partitions that have come since are read from their start.</summary>
    static bool Enlarged(KafkaAdmin admin, string topic, Dictionary<KafkaPartition, long> next)
    {
        var before = next.Count;
        foreach (var partition in admin.PartitionsOf(topic))
            next.TryAdd(partition, 0);
        return next.Count > before;
    }

    static async Task<Dictionary<KafkaPartition, long>> StartAsync(
        KafkaAdmin admin,
        string topic,
        ulong mark,
        FollowPredictionsRequest request
    )
    {
        var partitions = admin.PartitionsOf(topic);
        var starts = await admin.StartsAsync(partitions);
        if (request.Cursor is not { } text)
            return request.FromBeginning ? starts : await admin.EndsAsync(partitions);
        if (!PredictionCursor.TryParse(text, out var cursor))
            throw new StreamingException("The cursor is none that was sent with a message.") { Kind = FailureKind.Invalid };
        if (cursor.Topic != mark)
            throw Another(topic);
        var ends = await admin.EndsAsync(partitions);
        var next = partitions.ToDictionary(p => p, p => p.Partition < cursor.Next.Count ? cursor.Next[p.Partition] : starts[p]);
        if (cursor.Next.Count > partitions.Count || next.Any(p => p.Value > ends[p.Key]))
            throw new StreamingException($"The cursor is further than {topic} goes.") { Kind = FailureKind.Invalid };
        foreach (var partition in partitions.Where(p => next[p] < starts[p]))
        {
            throw new StreamingException(
                $"What came after the cursor is no longer on {topic}: partition {partition.Partition} begins at {starts[partition]}. Begin "
                    + "anew; lineage has what is missing."
            )
            {
                Kind = FailureKind.Missing,
            };
        }

        return next;
    }
}
