using System.Globalization;
using System.Text;
using Apache.Arrow;
using Confluent.Kafka;
using Streaming.Events.Explaining;
using Streaming.Events.Predictions;
using Streaming.Events.Rows;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Recording;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Emission;

/// <summary>
/// Predictions: the source key as key, the JSON of docs/schemas/prediction-v1.schema.json as value, and headers for those
/// who route or trace without parsing.
/// </summary>
sealed class PredictionOutput(TopologyModel topology)
{
    public const string EventIdHeader = "event-id";
    public const string LineageIdHeader = "lineage-id";

    /// <summary>Name and version, as in <c>card-fraud/3</c>; <c>rule</c> where no model scored.</summary>
    public const string ModelVersionHeader = "model-version";

    readonly PredictionWriter _writer = new(topology);
    readonly ReasonWriter? _reasons = topology.Explain?.When is null
        ? null
        : new(topology, RecordColumns.ExplainBase, [.. topology.Features.Select(f => RecordColumns.ContributionOf(f.Name))]);
    readonly GuardWriter? _guards =
        topology.Guards.Count == 0 ? null : new(RecordColumns.ChangedBy, RecordColumns.UnguardedDecision, RecordColumns.GuardPrefix);
    readonly byte[][] _decisions = [.. topology.Score.Decisions.Select(d => Encoding.UTF8.GetBytes(d.Name))];

    /// <summary>What a header says scored the batch, by place; the rule alone where it names nobody.</summary>
    public static IReadOnlyList<ScoredBy> ScoredBy(BatchHeader header) =>
        header.ScoredBy.Count == 0
            ? [Events.Predictions.ScoredBy.Rule]
            :
            [
                .. header.ScoredBy.Select(m =>
                    m.Role == ModelRole.Rule ? Events.Predictions.ScoredBy.Rule : new ScoredBy(m.Name, m.Version)
                ),
            ];

    /// <summary>One record a row, in their order.</summary>
    public void Write(StreamKey stream, long version, RecordBatch rows, IReadOnlyList<ScoredBy> scoredBy, List<OutputRecord> records)
    {
        byte[][] models = [.. scoredBy.Select(by => Encoding.UTF8.GetBytes(by.ToString()))];
        var decidedBy = Columns.Has(rows, RecordColumns.DecidedBy) ? Columns.UInt8(rows, RecordColumns.DecidedBy) : [];
        var predictions = _writer.Write(
            rows,
            Columns.Float(rows, TableNames.Score),
            DecisionIndexes(rows),
            scoredBy,
            decidedBy,
            string.Create(CultureInfo.InvariantCulture, $"{stream}/{version}/"),
            [_reasons?.Write(rows), _guards?.Write(rows)]
        );
        var ids = new TextColumn(rows, topology.Source.Id);
        var keys = new TextColumn(rows, topology.Source.Key);
        var partitions = Columns.Int32(rows, SystemColumns.Partition);
        var offsets = Columns.Int64(rows, SystemColumns.Offset);
        Span<byte> scratch = stackalloc byte[TextColumn.ScratchBytes];
        for (var row = 0; row < rows.Length; row++)
        {
            var headers = new Headers
            {
                { EventIdHeader, ids.Text(row, scratch).ToArray() },
                { LineageIdHeader, predictions.LineageId(row).ToArray() },
                { ModelVersionHeader, models[decidedBy.IsEmpty ? 0 : decidedBy[row]] },
                { PredictionHeaders.Source, Source(partitions[row], offsets[row]) },
            };
            records.Add(
                new OutputRecord(
                    topology.Output.Predictions,
                    -1,
                    new Message<byte[]?, byte[]?>
                    {
                        Key = keys.Text(row, scratch).ToArray(),
                        Value = predictions.Value(row).ToArray(),
                        Headers = headers,
                    }
                )
            );
        }
    }

    int[] DecisionIndexes(RecordBatch rows)
    {
        var names = Columns.Bytes(rows, TableNames.Decision);
        var indexes = new int[rows.Length];
        for (var row = 0; row < indexes.Length; row++)
        {
            while (!names[row].SequenceEqual(_decisions[indexes[row]]))
                indexes[row]++;
        }

        return indexes;
    }

    byte[] Source(int partition, long offset) => Place(topology.Source.Topic, partition, offset);

    /// <summary>A record's coordinates in Kafka.</summary>
    public static byte[] Place(string topic, int partition, long offset)
    {
        var text = new byte[topic.Length + 32];
        System.Text.Unicode.Utf8.TryWrite(text, CultureInfo.InvariantCulture, $"{topic}/{partition}/{offset}", out var written);
        return text.AsSpan(0, written).ToArray();
    }
}
