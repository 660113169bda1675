using System.Diagnostics;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Commit;

namespace Streaming.Pipeline.Metrics;

/// <summary>
/// What a pipeline does now and then, as activities: commits and the starts of sessions. Null, and nothing allocated, while nobody
/// listens. Commits and starts begin traces of their own: whatever was current where the pipeline was started ended long ago.
/// </summary>
static class PipelineActivities
{
    static readonly ActivitySource Source = new(StreamingTelemetry.Name, StreamingTelemetry.Version);

    /// <summary>One commit of a stage, over all partitions.</summary>
    public static Activity? Commit(IReadOnlyList<CommitUnit> units)
    {
        if (!Source.HasListeners())
            return null;
        var stream = units[0].Lineage.Stream;
        return Root("commit", stream.Topology, stream.Stage)?.SetTag("streaming.batches", units.Count);
    }

    /// <summary>A commit's PostgreSQL transaction.</summary>
    public static Activity? Append() => Source.StartActivity("append", ActivityKind.Client)?.SetTag("db.system.name", "postgresql");

    /// <summary>A commit's Kafka transaction.</summary>
    public static Activity? Emit(IReadOnlyList<CommitUnit> units) =>
        Source
            .StartActivity("emit", ActivityKind.Producer)
            ?.SetTag("messaging.system", "kafka")
            .SetTag("messaging.batch.message_count", units.Sum(u => u.Outputs.Count));

    /// <summary>A session's partitions, from their assignment until they are read.</summary>
    public static Activity? Start(string topology, string stage, IReadOnlyList<int> partitions) =>
        Source.HasListeners() ? Root("start", topology, stage)?.SetTag("streaming.partitions", partitions.ToArray()) : null;

    /// <summary>Where a partition goes on; emits what lineage has and Kafka does not.</summary>
    public static Activity? Recover(StreamKey stream) =>
        Source.StartActivity("recover")?.SetTag(StreamingTelemetry.Partition, stream.Partition);

    /// <summary>Brings a partition's state back.</summary>
    public static Activity? Restore(StreamKey stream) =>
        Source.StartActivity("restore")?.SetTag(StreamingTelemetry.Partition, stream.Partition);

    /// <summary>Notes why it came to nothing.</summary>
    public static void Fail(this Activity? activity, Exception fault) =>
        activity?.AddException(fault).SetStatus(ActivityStatusCode.Error, fault.Message).SetTag("error.type", fault.GetType().FullName);

    static Activity? Root(string name, string topology, string stage)
    {
        Activity.Current = null;
        return Source
            .StartActivity($"{name} {stage}")
            ?.SetTag(StreamingTelemetry.Topology, topology)
            .SetTag(StreamingTelemetry.Stage, stage);
    }
}
