using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Recording;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Repair;

/// <summary>An input whose topic was deleted and made again.</summary>
/// <param name="Stream">Who read it.</param>
/// <param name="Topic">Its name.</param>
/// <param name="Read">Offset up to which the old topic was read.</param>
/// <param name="Start">Where the new one begins.</param>
public sealed record ReplacedTopic(StreamKey Stream, string Topic, long Read, long Start);

/// <summary>
/// The marker batch that a stream goes on from where topics it reads were made again: no rows, and the positions of these at the start
/// of the new ones. State, clock and everything else stay as they were.
/// </summary>
static class ReplacedTopics
{
    public static bool IsMarker(BatchHeader header) => header.ReplacedTopics.Count > 0;

    public static PreparedBatch Marker(
        LineageTail tail,
        PipelinePlan plan,
        IReadOnlyCollection<ReplacedTopic> replaced,
        IReadOnlyDictionary<string, string> ids,
        Timestamp now
    )
    {
        var last = tail.Header!;
        var header = new BatchHeader
        {
            Positions =
            [
                .. last
                    .Positions.Select(p => replaced.FirstOrDefault(r => r.Topic == p.Topic) is { } anew ? Anew(p, anew.Start) : p)
                    .Select(p => p with { TopicId = TopicIds.Of(p.Topic, ids) }),
            ],
            Watermark = last.Watermark,
            Idle = last.Idle,
            Partitioner = last.Partitioner,
            Snapshot = last.Snapshot,
            RescaledAt = last.RescaledAt,
            MaxInFlight = last.MaxInFlight,
            Control = last.Control,
            Guards = last.Guards,
            ReplacedTopics = [.. replaced.Select(r => new TopicReplacement(r.Topic, r.Read, r.Start))],
            TopologyVersion = plan.Topology.Version,
            TopologyHash = plan.Topology.ContentHash,
            WrittenAt = now,
            IdColumn = plan.Topology.Source.Id,
            LabelIdColumn = plan.Topology.Labels?.Id,
            KeyColumn = plan.Topology.Source.Key,
        };
        return PreparedBatch.Create(tail, header, []);
    }

    /// <summary>Nobody has said anything on the new topic yet.</summary>
    static InputPosition Anew(InputPosition position, long start) =>
        position with
        {
            NextOffset = start,
            RowsTaken = 0,
            Watermark = Timestamp.Beginning,
            Publishers = null,
        };
}
