using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Recording;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Scoring;

/// <summary>Rows with <c>score</c> (float32) and <c>decision</c> (string) columns, and the model that scored them; null: the
/// rule.</summary>
sealed record ScoredRows(RecordBatch Rows, ModelVersion? Model);

/// <summary>
/// Scores a batch with the model in use, or with the topology's rule while there is none, and decides. One call to ONNX
/// Runtime a batch; a swap of the model takes effect between two batches. One instance a stage partition.
/// </summary>
sealed class Scorer
{
    readonly IReadOnlyList<string> _features;
    readonly ModelSlot _models;
    readonly RuleScore? _rule;
    readonly Decider _decider;

    public Scorer(TopologyModel topology, ModelSlot models, string fingerprint)
    {
        _features = [.. topology.Features.Select(f => f.Name)];
        _models = models;
        _rule = topology.Score.Rule is { } rule ? new RuleScore(rule) : null;
        _decider = new Decider(topology.Score.Decisions);
        Fingerprint = fingerprint;
    }

    /// <summary>Engine that scores (see <see cref="EngineFingerprint"/>).</summary>
    public string Fingerprint { get; }

    /// <summary>Holds the model in use; null while there is none, and the rule scores.</summary>
    public ModelLease? Lease() => _models.Lease();

    /// <summary>Scores with a given model, or with the rule for null.</summary>
    public ScoredRows Score(RecordBatch rows, ServedModel? served)
    {
        var scores = new float[rows.Length];
        if (served is { } model)
            model.Model.Score(rows, _features, scores);
        else
            _rule!.Score(rows, scores);
        var scored = rows.With(TableNames.Score, FloatType.Default, new FloatArray.Builder().Append(scores.AsSpan()).Build());
        return new ScoredRows(scored.With(TableNames.Decision, StringType.Default, _decider.Decide(scored)), served?.Version);
    }
}
