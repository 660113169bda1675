using Streaming.Benchmarks.Workloads;
using Streaming.Events.Raw;
using Streaming.Events.Time;
using Streaming.Inference.Serving;
using Streaming.Publishing;
using Streaming.TestDriver;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Benchmarks.Steps;

/// <summary>A piece of an outside topic as the consumer hands it on.</summary>
sealed record RawPiece(RowContent Content, RawBatch Batch);

/// <summary>Events and labels in memory, as one partition each would hold them, cut as the consumer cuts them.</summary>
static class RawLog
{
    const int PieceRows = 2048;
    static readonly Timestamp Arrival = new(1_800_000_000_000_000);

    public static IReadOnlyList<RawPiece> Read(TopologyModel topology, EventSource source)
    {
        var records = source.Open(topology);
        using var _ = records as IDisposable;
        var (events, labels) = (
            new Side(RowContent.Events, topology.Source.Topic),
            topology.Labels is { } l ? new Side(RowContent.Labels, l.Topic) : null
        );
        var pieces = new List<RawPiece>();
        var record = new OutgoingRecord();
        var now = Timestamp.Epoch;
        while (records.Read(record))
        {
            now = record.Time ?? now;
            var side = record.Content == RowContent.Events ? events : labels!;
            side.Add(record);
            if (side.Count < PieceRows)
                continue;
            events.Cut(now, pieces);
            labels?.Cut(now, pieces);
        }

        events.Cut(Watermark.Idle, pieces);
        labels?.Cut(Watermark.Idle, pieces);
        return pieces;
    }

    /// <summary>Takes the pieces through the stages of a plan, one partition each.</summary>
    /// <param name="plan">What to run.</param>
    /// <param name="models">What scores; null: the rule. They stay the caller's.</param>
    /// <param name="pieces">What was published.</param>
    /// <param name="run">Runs the steps.</param>
    public static void Run(PipelinePlan plan, ServedLineup? models, IEnumerable<RawPiece> pieces, StageRun run)
    {
        // Not disposed of: it would take the models with it.
        var slot = new ModelSlot();
        slot.Swap(models);
        var network = new StageNetwork(plan, partitions: 1, slot, TimeProvider.System, run);
        foreach (var piece in pieces)
            network.Accept(piece.Batch);
    }

    sealed class Side(RowContent content, string topic)
    {
        readonly RawBatchBuilder _builder = new(topic, 0);
        long _offset;

        public int Count => _builder.Count;

        public void Add(OutgoingRecord record) =>
            _builder.Append(_offset++, Arrival, record.Key.Span, record.HasKey, record.Value.Span, record.HasValue);

        public void Cut(Timestamp watermark, List<RawPiece> pieces)
        {
            _builder.AppendWatermark(_offset++, watermark);
            pieces.Add(new RawPiece(content, _builder.Build(Arrival)));
        }
    }
}
