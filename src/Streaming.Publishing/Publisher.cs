using Streaming.Kafka;
using Streaming.Publishing.Sending;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Publishing;

/// <summary>How to publish.</summary>
public sealed record PublishSettings
{
    /// <summary>Partitions of topics that have to be made.</summary>
    public int Partitions { get; init; } = 4;

    /// <summary>Events a second; null: as fast as possible.</summary>
    public double? Rate { get; init; }

    /// <summary>How often at most watermarks are sent; null: 20 ms at a given rate, else 100 ms.</summary>
    public TimeSpan? WatermarkInterval { get; init; }
}

/// <summary>What has been handed to Kafka so far.</summary>
/// <param name="Fraction">Of the whole, 0 to 1; null where the end is not known.</param>
public sealed record PublishProgress(long Events, long Labels, TimeSpan Elapsed, double? Fraction);

/// <summary>What is on the topics, acknowledged.</summary>
/// <param name="Complete">False where it was stopped before the end.</param>
public sealed record PublishResult(long Events, long Labels, long Bytes, TimeSpan Elapsed, bool Complete);

/// <summary>
/// Publishes events and labels in the order of their source. Watermark records on every partition tell the pipeline how
/// far that is in event time.
/// </summary>
public sealed class Publisher(KafkaConnection kafka, TopologyModel topology, PublishSettings settings, TimeProvider time)
{
    static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Publishes all there is, or until stopped or until the source fails; then everything sent is acknowledged and the topics
    /// are said to be idle.
    /// </summary>
    /// <exception cref="StreamingException">Kafka does not answer, or refuses a record, or the source cannot be read on.</exception>
    public async Task<PublishResult> RunAsync(
        IRecordSource source,
        Action<PublishProgress>? progress = null,
        CancellationToken stop = default
    )
    {
        var partitions = await OutsideTopics.EnsureAsync(kafka, topology, settings.Partitions);
        using var writer = new TopicWriter(kafka);
        var promised = partitions.Where(t => t.Key == topology.Source.Topic || source.CarriesLabels).ToList();
        var run = new Publication(writer, topology, promised, settings, time);
        var nextProgress = TimeSpan.Zero;
        return await run.RunAsync(source, Report, stop);

        void Report(PublishProgress state)
        {
            if (progress is null || state.Elapsed < nextProgress)
                return;
            nextProgress = state.Elapsed + ProgressInterval;
            progress(state);
        }
    }
}
