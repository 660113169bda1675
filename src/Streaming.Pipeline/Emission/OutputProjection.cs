using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Recording;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Emission;

/// <summary>
/// What a stage emits for a recorded batch: predictions or channel messages for the accepted rows, overridden
/// predictions for the commands that say so, quarantine records for the rejected ones. A pure function of what lineage holds; the live path
/// and recovery use the same one.
/// </summary>
sealed class OutputProjection(PipelinePlan plan, StagePlan stage, TopicLayout layout)
{
    readonly ChannelOutput[] _channels = [.. stage.Channels.Select(c => new ChannelOutput(c, layout.Partitions[c.To]))];
    readonly PredictionOutput? _predictions = stage.Final ? new PredictionOutput(plan.Topology) : null;
    readonly OverrideOutput? _overrides = stage.Final ? new OverrideOutput(plan.Topology, stage) : null;
    readonly QuarantineOutput _quarantine = new(plan.Topology.Output.Quarantine);

    public IReadOnlyList<OutputRecord> Project(OutputSource source)
    {
        var records = new List<OutputRecord>((source.Rows?.Length ?? 0) + (source.Rejected?.Length ?? 0) + 8);
        if (source.Rows is { } rows)
            _predictions?.Write(source.Stream, source.Version, rows, PredictionOutput.ScoredBy(source.Header), records);
        _overrides?.Write(source, records);
        foreach (var channel in _channels)
            channel.Write(source, records);
        if (source.Rejected is { } rejected)
            _quarantine.Write(source, rejected, records);
        return records;
    }
}
