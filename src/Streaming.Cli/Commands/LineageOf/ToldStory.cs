using Streaming.Cli.Shell;
using Streaming.Events.Rows;
using Streaming.Events.Text;
using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Models;
using Streaming.Topology.Model;

namespace Streaming.Cli.Commands.LineageOf;

/// <summary>A record's story with what is known of the model that scored it.</summary>
/// <param name="Model">As the registry has it; null where a rule scored, or nothing did.</param>
/// <param name="Raw">The source record's value; null where it was not asked for or is gone.</param>
internal sealed record ToldStory(TopologyModel Topology, RecordStory Story, RegisteredModel? Model, byte[]? Raw)
{
    public string Verdict => Story.Rejection is { } rejection ? $"rejected: {rejection.Reason}" : Story.Score is null ? "accepted, not scored yet" : "scored";

    public string Source => $"{Story.Source.Topic ?? Topology.Source.Topic}/{Story.Source.Partition}/{Story.Source.Offset}";

    public string Emitted => Story.Rejection is null ? Topology.Output.Predictions : Topology.Output.Quarantine;

    public string ScoredBy => Story.Header.ModelName is { } name ? $"{name} v{Story.Header.ModelVersion}" : "the topology's rule";

    public string? RawText => (Raw ?? Story.Rejection?.Raw) is { } raw ? Printable.Bytes(raw) : null;

    /// <summary>What JSON output shows.</summary>
    public object Document() => new
    {
        lineage_id = Story.LineageId.ToString(),
        event_id = Story.EventId,
        verdict = Story.Rejection is null ? Story.Score is null ? "accepted" : "scored" : "rejected",
        source = new
        {
            topic = Story.Source.Topic ?? Topology.Source.Topic,
            Story.Source.Partition,
            Story.Source.Offset,
            source_time = IsoTime.Format(Story.Source.SourceTime),
            arrival_time = IsoTime.Format(Story.Source.ArrivalTime),
            event_time = Story.Source.EventTime is { } time ? IsoTime.Format(time) : null,
            late = Story.Source.Flags.HasFlag(RowFlags.Late),
            early = Story.Source.Flags.HasFlag(RowFlags.Early),
        },
        raw = RawText,
        rejection = Story.Rejection is { } rejection ? new { rejection.Reason, rejection.Rule, rejection.Detail } : null,
        Story.Fields,
        Story.Features,
        Story.Score,
        Story.Decision,
        model = Story.Header.ModelName is null ? null : new
        {
            name = Story.Header.ModelName,
            version = Story.Header.ModelVersion,
            hash = Story.Header.ModelHash,
            trained_on = Model?.Description.Origin,
        },
        topology = new { name = Topology.Name, version = Story.Header.TopologyVersion, hash = Story.Header.TopologyHash },
        engine = Story.Header.EngineFingerprint,
        batch = new { stream = Story.Location.Stream.ToString(), Story.Location.Version, hash = Convert.ToHexStringLower(Story.BatchHash), written_at = IsoTime.Format(Story.Header.WrittenAt) },
        emitted_to = Emitted,
        other_stages = Story.OtherStages.Select(s => $"{s.Stream}/{s.Version}/{s.Row}"),
        labels = Story.Labels.Select(l => new { known_at = IsoTime.Format(l.KnownAt), l.Fields }),
    };
}
