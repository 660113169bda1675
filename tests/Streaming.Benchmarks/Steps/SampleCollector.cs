using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Inference.Onnx;
using Streaming.Learning.Data;
using Streaming.Pipeline.Stages;
using Streaming.Topology.Plan;

namespace Streaming.Benchmarks.Steps;

/// <summary>Gathers the features of scored rows, and the labels, into a training set.</summary>
sealed class SampleCollector(PipelinePlan plan) : IStageObserver
{
    readonly string[] _features = [.. plan.Topology.Features.Select(f => f.Name)];
    readonly List<float> _matrix = [];
    readonly List<string> _ids = [];
    readonly List<Timestamp> _times = [];
    readonly HashSet<string> _positive = new(StringComparer.Ordinal);

    public void Recorded(StagePlan stage, StageStep step)
    {
        if (stage.Final && step.Recorded.Rows is { } rows)
            AddRows(rows);
        if (stage.Inputs.Any(i => i.Kind == InputKind.Labels) && step.Recorded.Labels is { } labels)
            AddLabels(labels);
    }

    public TrainingSet ToTrainingSet() => new(_features, [.. _matrix], [.. _ids.Select(_positive.Contains)], [.. _times]);

    void AddRows(Apache.Arrow.RecordBatch rows)
    {
        var matrix = new float[rows.Length * _features.Length];
        FeatureMatrix.Fill(rows, _features, matrix);
        _matrix.AddRange(matrix);
        _ids.AddRange(Texts(rows, plan.Topology.Source.Id));
        _times.AddRange(Columns.Times(rows, SystemColumns.EventTime));
    }

    void AddLabels(Apache.Arrow.RecordBatch rows)
    {
        var truth = new BoolColumn(rows.Column(Columns.IndexOf(rows.Schema, plan.Topology.Labels!.Target)));
        foreach (var (row, id) in Texts(rows, plan.Topology.Labels!.Id).Index())
        {
            if (truth[row])
                _positive.Add(id);
        }
    }

    static List<string> Texts(Apache.Arrow.RecordBatch rows, string field)
    {
        var column = new TextColumn(rows, field);
        Span<byte> scratch = stackalloc byte[TextColumn.ScratchBytes];
        var texts = new List<string>(rows.Length);
        for (var row = 0; row < rows.Length; row++)
            texts.Add(System.Text.Encoding.UTF8.GetString(column.Text(row, scratch)));
        return texts;
    }
}
