using System.Buffers;
using Apache.Arrow;
using Streaming.Inference.Serving;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Explaining;

/// <summary>
/// Explains the rows of a batch that the topology wants explained: each by the model that decided it. What comes of it is a function of the
/// rows, the models and who decided, so that a replay gives the same bits. Thread-safe.
/// </summary>
sealed class RowExplainer
{
    readonly string[] _features;
    readonly RowSelection _selection;
    readonly ReasonList _codes;

    RowExplainer(TopologyModel topology, ExplainWhen when)
    {
        _features = [.. topology.Features.Select(f => f.Name)];
        _selection = new RowSelection(when, topology.Source.Id);
        _codes = new ReasonList(topology);
    }

    /// <summary>Null for a topology that has no decision explained.</summary>
    public static RowExplainer? Of(TopologyModel topology) => topology.Explain?.When is { } when ? new RowExplainer(topology, when) : null;

    /// <summary>The batch with the columns of its explanations; as it is where there are none.</summary>
    /// <param name="decided">Rows with score and decision.</param>
    /// <param name="models">By their places; null: the rule.</param>
    /// <param name="decidedBy">Place of who decided, one a row; null: the first did.</param>
    public RecordBatch Explain(RecordBatch decided, IReadOnlyList<ServedModel?> models, byte[]? decidedBy)
    {
        if (decided.Length == 0 || models.All(m => m?.Explainer is null))
            return decided;
        var which = _selection.Of(decided);
        var shares = new RowShares(decided.Length, _features);
        for (var place = 0; place < models.Count; place++)
        {
            if (models[place]?.Explainer is not { } explainer)
                continue;
            var own = decidedBy is null ? (place == 0 ? which : []) : System.Array.FindAll(which, row => decidedBy[row] == place);
            if (own.Length == 0)
                continue;
            var values = ArrayPool<double>.Shared.Rent(own.Length * _features.Length);
            explainer.Explain(decided, own, values);
            shares.Take(own, values, (float)explainer.Base);
            ArrayPool<double>.Shared.Return(values);
        }

        return shares.Any ? shares.Columns(decided, _codes) : decided;
    }
}
