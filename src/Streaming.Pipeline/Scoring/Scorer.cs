using Apache.Arrow;
using Streaming.Events.Expressions;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Explaining;
using Streaming.Pipeline.Guarding;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Scoring;

/// <summary>
/// Scores a batch with the models in use, or with the topology's rule while there is none, and decides. One call to ONNX
/// Runtime a batch and model; a swap of models takes effect between two batches. One instance a stage partition.
/// </summary>
sealed class Scorer
{
    static readonly ModelInRole Rule = new(ModelRole.Rule, "", 0, "");

    readonly IReadOnlyList<string> _features;
    readonly string _key;
    readonly ModelSlot _models;
    readonly RuleScore? _rule;
    readonly Decider _decider;
    readonly RowExplainer? _explainer;

    public Scorer(TopologyModel topology, ModelSlot models, string fingerprint)
    {
        _features = [.. topology.Features.Select(f => f.Name)];
        _key = topology.Source.Key;
        _models = models;
        _rule = topology.Score.Rule is { } rule ? new RuleScore(rule) : null;
        _decider = new Decider(topology.Score.Decisions);
        _explainer = RowExplainer.Of(topology);
        Fingerprint = fingerprint;
    }

    /// <summary>Engine that scores (see <see cref="EngineFingerprint"/>).</summary>
    public string Fingerprint { get; }

    /// <summary>Holds the models in use; null while there is none, and the rule scores.</summary>
    public ModelLease? Lease() => _models.Lease();

    /// <summary>Scores with one model, or with the rule for null, and decides.</summary>
    public ScoredRows Score(RecordBatch rows, ServedModel? served) => Score(rows, ServedLineup.Of(served));

    /// <summary>The same of rows that were recorded for others: one on which the model fails has no score, NaN, and nothing is
    /// explained.</summary>
    public RecordBatch ScoreEach(RecordBatch rows, ServedModel? served)
    {
        if (served is not { } model)
            return Score(rows, served).Rows;
        var scores = new float[rows.Length];
        model.Model.ScoreEach(rows, _features, scores);
        return new PlacedScores([scores], null).Columns(rows, _decider);
    }

    /// <summary>
    /// Scores with all models of a line-up, and decides. A challenger that cannot score the batch is left out of it, and is told so
    /// (<see cref="Challenger.Failed"/>); one that decides about no row and one that is not there cost the others nothing.
    /// </summary>
    /// <param name="rows">The batch.</param>
    /// <param name="lineup">Null: the rule alone.</param>
    public ScoredRows Score(RecordBatch rows, ServedLineup? lineup)
    {
        var scores = new List<float[]>(1) { Scores(rows, lineup?.Champion) };
        if (lineup is null)
            return new ScoredRows(new PlacedScores(scores, null).Columns(rows, _decider), [], new RowDeciders([null], null));
        var scoredBy = new List<ModelInRole>(1) { lineup.Champion is { } champion ? InRole(champion, ModelRole.Champion) : Rule };
        var models = new List<ServedModel?>(1) { lineup.Champion };
        byte[]? places = null;
        foreach (var challenger in lineup.Challengers)
        {
            if (TryScores(rows, challenger) is not { } tried)
                continue;
            scores.Add(tried);
            models.Add(challenger.Served);
            scoredBy.Add(InRole(challenger.Served, challenger.IsCanary ? ModelRole.Canary : ModelRole.Shadow));
            if (challenger.IsCanary && places is null)
                places = Places(rows, challenger, (byte)(scores.Count - 1));
        }

        return new ScoredRows(
            Decided(rows, new PlacedScores(scores, places), models),
            // A rule that scores alone has no place, and a batch whose challengers all failed is one that it scores alone.
            scoredBy is [{ Role: ModelRole.Rule }]
                ? []
                : scoredBy,
            new RowDeciders(models, places)
        );
    }

    /// <summary>Scores as a recorded batch was scored: with the models that it names, each row decided by who decided it.</summary>
    /// <param name="rows">The batch up to its features.</param>
    /// <param name="models">By their places; null: the rule.</param>
    /// <param name="decidedBy">Place of who decided, one a row; null: the first did.</param>
    public RecordBatch ScoreAgain(RecordBatch rows, IReadOnlyList<ServedModel?> models, byte[]? decidedBy) =>
        Decided(rows, new PlacedScores([.. models.Select(m => Scores(rows, m))], decidedBy), models);

    RecordBatch Decided(RecordBatch rows, PlacedScores scores, IReadOnlyList<ServedModel?> models)
    {
        var decided = scores.Columns(rows, _decider);
        return _explainer?.Explain(decided, models, scores.DecidedBy) ?? decided;
    }

    /// <summary>One score a row, by a model, or by the rule for null.</summary>
    float[] Scores(RecordBatch rows, ServedModel? served)
    {
        var scores = new float[rows.Length];
        if (served is { } model)
            model.Model.Score(rows, _features, scores);
        else
            _rule!.Score(rows, scores);
        return scores;
    }

    float[]? TryScores(RecordBatch rows, Challenger challenger)
    {
        try
        {
            return Scores(rows, challenger.Served);
        }
        catch (Exception fault)
        {
            // Whatever it is: what is only tried may not stop what is in use.
            challenger.Failed(fault);
            return null;
        }
    }

    byte[]? Places(RecordBatch rows, Challenger canary, byte place)
    {
        var places = new byte[rows.Length];
        return CanaryShare.Mark(rows, _key, canary.Served.Version, canary.Share, place, places) ? places : null;
    }

    static ModelInRole InRole(ServedModel served, ModelRole role) =>
        new(role, served.Version.Name, served.Version.Version, served.Version.Hash);
}
