using System.Text;
using Streaming.Events.Predictions;
using Streaming.Events.Rows;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Stages;
using Streaming.Topology.Model;

namespace Streaming.TestDriver;

/// <summary>Keeps what a pipeline emits, in order, for who asks.</summary>
sealed class Outputs(TopologyModel topology) : StageRun
{
    readonly List<DrivenPrediction> _predictions = [];
    readonly List<DrivenRejection> _rejections = [];

    public override bool StartsOver => true;

    public override void Recorded(StageProcessor stage, StageStep step)
    {
        if (stage.Parts.Stage.Final && step.Recorded.Rows is { } rows)
            AddPredictions(rows, step);
        foreach (var record in step.Outputs)
        {
            if (record.Topic == topology.Output.Quarantine)
                AddRejection(record);
        }
    }

    /// <summary>The predictions since the last time.</summary>
    public IReadOnlyList<DrivenPrediction> TakePredictions() => Take(_predictions);

    /// <summary>The rejected records since the last time.</summary>
    public IReadOnlyList<DrivenRejection> TakeRejections() => Take(_rejections);

    static List<T> Take<T>(List<T> kept)
    {
        var taken = kept.ToList();
        kept.Clear();
        return taken;
    }

    void AddPredictions(Apache.Arrow.RecordBatch rows, StageStep step)
    {
        // One record a row, in their order, before anything else.
        var scores = Columns.Float(rows, TableNames.Score);
        var decisions = Columns.Bytes(rows, TableNames.Decision);
        var ids = new TextColumn(rows, topology.Source.Id);
        Span<byte> scratch = stackalloc byte[TextColumn.ScratchBytes];
        for (var row = 0; row < rows.Length; row++)
        {
            var message = step.Outputs[row].Message;
            var features = new Dictionary<string, float>(StringComparer.Ordinal);
            foreach (var feature in topology.Features)
                features[feature.Name] = Columns.Float(rows, feature.Name)[row];
            _predictions.Add(
                new DrivenPrediction(
                    Text(ids.Text(row, scratch)),
                    Text(message.Key),
                    scores[row],
                    Text(decisions[row]),
                    features,
                    Text(message.Value)
                )
            );
        }
    }

    void AddRejection(OutputRecord record)
    {
        var message = record.Message;
        string? Header(string name) => message.Headers.TryGetLastBytes(name, out var value) ? Text(value) : null;

        _rejections.Add(
            new DrivenRejection(
                Header(QuarantineHeaders.SourceTopic)!,
                Header(QuarantineHeaders.Reason)!,
                Header(QuarantineHeaders.Detail)!,
                Header(QuarantineHeaders.Rule),
                message.Value is { } value ? Text(value) : null
            )
        );
    }

    static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
