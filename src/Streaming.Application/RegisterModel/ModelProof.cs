using Streaming.Application.ExplainModel;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Lineage.Store;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.RegisterModel;

/// <summary>
/// Scores rows with a model that nobody has scored with yet, and holds it to what scoring and replay rest upon: each row gets a number, the
/// same one each time, and not by what rows are beside it.
/// </summary>
sealed class ModelProof
{
    /// <summary>Rows that are scored.</summary>
    const int Most = 1000;

    /// <summary>Rows that are scored by themselves, and shown.</summary>
    const int Shown = 5;

    /// <summary>How far a row's score may lie from the one that it has by itself: matrix products of other sizes round otherwise.</summary>
    const float Rounding = 1e-4f;

    readonly IReadOnlyList<string> _ids;
    readonly float[] _values;
    readonly IReadOnlyList<float>? _recorded;
    readonly string? _source;

    ModelProof(string? source, IReadOnlyList<string> ids, float[] values, IReadOnlyList<float>? recorded) =>
        (_source, _ids, _values, _recorded) = (source, ids, values, recorded);

    /// <summary>Rows of a file.</summary>
    public static ModelProof OfFile(string path, OnnxModel model, CancellationToken stop)
    {
        var table = FeatureTable.Read(path, model.FeatureCount, model.Signature.Features, stop);
        var rows = Math.Min(Most, table.Values.Length / model.FeatureCount);
        return new ModelProof(
            "file",
            [.. Enumerable.Range(1, rows).Select(row => $"{row}")],
            table.Values[..(rows * model.FeatureCount)],
            null
        );
    }

    /// <summary>The rows that were recorded last; none where there are none.</summary>
    public static async Task<ModelProof> OfLineageAsync(LineageStore lineage, PipelinePlan plan, OnnxModel model, CancellationToken stop)
    {
        var found = await RecordedFeatures.LatestAsync(lineage, plan, model.Signature.Features, Most, stop);
        return new ModelProof(found.Ids.Count == 0 ? null : "lineage", found.Ids, found.Values, found.Scores);
    }

    /// <exception cref="ModelException">A row has no score, or not always the same.</exception>
    public ScoredProof Score(OnnxModel model)
    {
        var scores = Scores(model);
        if (!scores.AsSpan().SequenceEqual(Scores(model)))
            throw new ModelException("The model scores the same rows differently each time: no replay could give the recorded score.");
        CheckAlone(model, scores);
        return new ScoredProof(
            _source,
            scores.Length,
            scores.Length == 0 ? null : scores.Min(),
            scores.Length == 0 ? null : scores.Max(),
            [.. scores.Take(Shown).Select((score, row) => new ProofRow(_ids[row], score, _recorded?[row]))]
        );
    }

    float[] Scores(OnnxModel model)
    {
        var scores = new float[_ids.Count];
        try
        {
            model.Score(_values, scores.Length, scores);
        }
        catch (ModelRunException e)
        {
            throw Blamed(model, e);
        }

        return scores;
    }

    /// <summary>Which row it is, and what is missing in it.</summary>
    ModelException Blamed(OnnxModel model, ModelRunException fault)
    {
        var width = model.FeatureCount;
        for (var row = 0; row < _ids.Count; row++)
        {
            var values = _values.AsSpan(row * width, width);
            try
            {
                model.Score(values, 1, new float[1]);
            }
            catch (ModelRunException e)
            {
                var missing = new List<string>();
                for (var feature = 0; feature < width; feature++)
                {
                    if (float.IsNaN(values[feature]))
                        missing.Add(model.Signature.Features[feature]);
                }

                var which = _source == "file" ? $"row {_ids[row]} of the file" : $"the recorded event {_ids[row]}";
                return new ModelException(
                    $"The model fails on {which}: {e.Cause}."
                        + (
                            missing.Count == 0
                                ? " Export the model again so that every row has a score."
                                : $" In it {string.Join(", ", missing.Take(10))} {(missing.Count == 1 ? "is" : "are")} missing. Train "
                                    + "the model on rows with "
                                    + "missing values, put an imputer into it, or give the topology features that are never missing "
                                    + "(`empty`)."
                        ),
                    e
                );
            }
        }

        return new ModelException($"The model fails on {_ids.Count} rows together, and on none of them alone: {fault.Cause}.", fault);
    }

    void CheckAlone(OnnxModel model, float[] scores)
    {
        var width = model.FeatureCount;
        var alone = new float[1];
        for (var row = 0; row < Math.Min(Shown, scores.Length); row++)
        {
            model.Score(_values.AsSpan(row * width, width), 1, alone);
            if (Math.Abs(alone[0] - scores[row]) > Rounding * Math.Max(1, Math.Abs(scores[row])))
            {
                throw new ModelException(
                    $"The model scores row {_ids[row]} with {scores[row]:0.######} among {scores.Length} rows and with "
                        + $"{alone[0]:0.######} alone: its "
                        + "score hangs on the rows beside it. Export it for inference (in PyTorch: model.eval(); no batch statistics)."
                );
            }
        }
    }
}
