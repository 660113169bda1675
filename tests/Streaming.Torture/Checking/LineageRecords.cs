using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Predictions;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology.Plan;

namespace Streaming.Torture.Checking;

/// <summary>Reads the whole lineage of a topology into memory.</summary>
static class LineageRecords
{
    /// <returns>What each stage recorded, by its name.</returns>
    public static async Task<IReadOnlyDictionary<string, StageRecords>> ReadAsync(
        LineageStore store,
        PipelinePlan plan,
        CancellationToken stop
    )
    {
        var stages = plan.Stages.ToDictionary(s => s.Name, _ => new StageRecords(), StringComparer.Ordinal);
        foreach (var stream in await store.ListStreamsAsync(plan.Topology.Name, stop))
        {
            var stage = plan.Stages.First(s => s.Name == stream.Stream.Stage);
            var lateness = new Lateness(plan.Topology.Order.Drift);
            await foreach (var batch in store.ReadAsync(stream.Stream, 1, stream.Version, stop))
                Read(batch, stage, plan, lateness, stages[stage.Name]);
        }

        return stages;
    }

    static void Read(LineageBatch batch, StagePlan stage, PipelinePlan plan, Lateness lateness, StageRecords into)
    {
        var topology = plan.Topology;
        var rows = batch.Table(TableNames.Rows);
        if (rows is not null)
        {
            into.Features =
            [
                .. topology
                    .Features.Select(f => f.Name)
                    .Where(name => rows.Schema.FieldsList.Any(f => f.Name == name && f.DataType is FloatType)),
            ];
            var plain = Plain(batch, rows, topology.Source.Topic, into.Features);
            into.Rows.AddRange(stage.Final ? Scored(batch, rows, plain, plan, lateness) : plain);
        }

        if (batch.Table(TableNames.Labels) is { } labels)
            into.Labels.AddRange(Plain(batch, labels, topology.Labels!.Topic, []));
        if (batch.Table(TableNames.Rejected) is { } rejected)
            into.Rejected.AddRange(Rejected(batch, rejected, rows?.Length ?? 0));
    }

    static List<RecordedRow> Plain(LineageBatch batch, RecordBatch rows, string topic, IReadOnlyList<string> names)
    {
        var features = names.Select(name => Columns.Float(rows, name).ToArray()).ToArray();
        var partitions = Columns.Int32(rows, SystemColumns.Partition);
        var offsets = Columns.Int64(rows, SystemColumns.Offset);
        var plain = new List<RecordedRow>(rows.Length);
        for (var row = 0; row < rows.Length; row++)
        {
            plain.Add(
                new RecordedRow(
                    new LineageId(batch.Stream, batch.Version, row),
                    new SourceRecord(topic, partitions[row], offsets[row]),
                    [.. features.Select(f => f[row])]
                )
            );
        }

        return plain;
    }

    static List<ScoredRow> Scored(LineageBatch batch, RecordBatch rows, List<RecordedRow> all, PipelinePlan plan, Lateness lateness)
    {
        var scores = Columns.Float(rows, TableNames.Score).ToArray();
        var decisions = Columns.Bytes(rows, TableNames.Decision);
        var ids = new TextColumn(rows, plan.Topology.Source.Id);
        var keys = new TextColumn(rows, plan.Topology.Source.Key);
        var scorers = batch
            .Header.ScoredBy.Select(m => m.Role == ModelRole.Rule ? ScoredBy.Rule : new ScoredBy(m.Name, m.Version))
            .ToList();
        var places = Columns.Has(rows, RecordColumns.DecidedBy) ? (UInt8Array)Columns.Column(rows, RecordColumns.DecidedBy) : null;
        Span<byte> scratch = stackalloc byte[TextColumn.ScratchBytes];
        var flags = Columns.UInt8(rows, SystemColumns.Flags);
        var times = Columns.Times(rows, SystemColumns.EventTime);
        var scored = new List<ScoredRow>(rows.Length);
        foreach (var (row, plain) in all.Index())
        {
            var id = Encoding.UTF8.GetString(ids.Text(row, scratch));
            var key = Encoding.UTF8.GetString(keys.Text(row, scratch));
            scored.Add(
                new ScoredRow(
                    plain.Id,
                    plain.Source,
                    id,
                    key,
                    times[row],
                    plain.Features,
                    scores[row],
                    Text(decisions, row),
                    (scorers.Count == 0 ? ScoredBy.Rule : scorers[places?.GetValue(row) ?? 0]).ToString(),
                    flags[row],
                    lateness.IsTooLate(times[row], flags[row])
                )
            );
        }

        return scored;
    }

    static List<RejectedRow> Rejected(LineageBatch batch, RecordBatch rejected, int before)
    {
        var topics = Columns.Bytes(rejected, RejectedColumns.Topic);
        var partitions = Columns.Int32(rejected, SystemColumns.Partition);
        var offsets = Columns.Int64(rejected, SystemColumns.Offset);
        var reasons = Columns.Bytes(rejected, RejectedColumns.Reason);
        var rules = Columns.Bytes(rejected, RejectedColumns.Rule);
        var details = Columns.Bytes(rejected, RejectedColumns.Detail);
        var rows = new List<RejectedRow>(rejected.Length);
        for (var row = 0; row < rejected.Length; row++)
        {
            rows.Add(
                new RejectedRow(
                    // Rows of the rejected table are counted on after those of the rows table.
                    new LineageId(batch.Stream, batch.Version, before + row),
                    new SourceRecord(Text(topics, row), partitions[row], offsets[row]),
                    Text(reasons, row),
                    rules.IsNull(row) ? null : Text(rules, row),
                    Text(details, row)
                )
            );
        }

        return rows;
    }

    static string Text(BytesColumn column, int row) => Encoding.UTF8.GetString(column[row]);

    /// <summary>How far a stream's rows have come in event time.</summary>
    sealed class Lateness(TimeSpan drift)
    {
        Timestamp _reached = Timestamp.Beginning;

        public bool IsTooLate(Timestamp time, byte flags)
        {
            if (!((RowFlags)flags).HasFlag(RowFlags.Early))
                _reached = Timestamp.Max(_reached, time);
            return time < _reached.Earlier(drift);
        }
    }
}
