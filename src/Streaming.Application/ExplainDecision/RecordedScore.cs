using Microsoft.Extensions.Logging;
using Streaming.Application.Counterfactuals;
using Streaming.Application.ExplainModel;
using Streaming.Application.Services;
using Streaming.Explanations.Shap;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Lineage.Lookup;
using Streaming.Models;
using Streaming.Pipeline.Explaining;
using Streaming.Topology;

namespace Streaming.Application.ExplainDecision;

/// <summary>A recorded score with the version that gave it, shared out among the recorded features.</summary>
sealed class RecordedScore(LineageRecord record, RegisteredModel model, ModelContent content, ReadOnlyMemory<byte>? covers)
{
    /// <param name="registry">Where the version lies.</param>
    /// <param name="record">What a model decided.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">The version is gone or altered.</exception>
    public static async Task<RecordedScore> OfAsync(ModelRegistry registry, LineageRecord record, CancellationToken stop)
    {
        var by = record.DecidedBy!;
        var version = new ModelVersion(by.Name, by.Version, by.Hash);
        return new RecordedScore(
            record,
            await registry.GetAsync(by.Name, by.Version, stop),
            await registry.LoadAsync(version, stop),
            await registry.CoversAsync(version, stop)
        );
    }

    /// <summary>The version.</summary>
    public RegisteredModel Model => model;

    /// <summary>The version as trees and as it scores.</summary>
    /// <exception cref="StreamingException">It holds no trees, or cannot be run.</exception>
    public ScoredTrees Open() => ScoredTrees.Of(content, [.. record.Features.Keys]);

    /// <summary>The recorded values of features.</summary>
    /// <exception cref="StreamingException">One was not recorded.</exception>
    public float[] Row(IEnumerable<string> features) => [.. features.Select(Value)];

    /// <param name="background">File of rows to compare with; null: those that the version was trained on.</param>
    /// <param name="logger">Told how the model is loaded.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">It holds no trees, or nothing is known to compare with.</exception>
    public ScoreShares Share(string? background, ILogger logger, CancellationToken stop)
    {
        var trees = VersionTrees.Of(content, covers, [.. record.Features.Keys]);
        var row = Row(trees.Features);
        var (explainer, method, against) = Explainer(trees, background, stop);
        var values = new double[row.Length];
        explainer.Explain(row, values);
        return new ScoreShares(
            method,
            against,
            model.Description.Training?.Dataset?.Id,
            trees.Sign * explainer.Base,
            trees.Sign * trees.Ensemble.Margin(row),
            trees.Transforms,
            ScoredAgain(row, logger),
            Recorded(trees, explainer, values),
            [
                .. trees
                    .Features.Select((name, i) => new FeatureShare(name, float.IsNaN(row[i]) ? null : row[i], trees.Sign * values[i]))
                    .OrderByDescending(share => Math.Abs(share.Contribution)),
            ]
        );
    }

    (TreeExplainer Explainer, ExplainMethod Method, string Against) Explainer(
        VersionTrees trees,
        string? background,
        CancellationToken stop
    )
    {
        if (background is not null)
        {
            var rows = FeatureTable.Read(background, trees.Features.Count, trees.Features, stop).Values;
            return (
                TreeExplainer.Against(trees.Ensemble, rows),
                ExplainMethod.Tree,
                $"the {rows.Length / trees.Features.Count:N0} rows of {background}, each in turn"
            );
        }

        if (trees.Ensemble.Covers is null)
        {
            throw new StreamingException(
                $"{model.Name} version {model.Version} was registered without covers: how many training rows passed each node of its "
                    + "trees is not known. Name rows to compare with, such as some of those that it was trained on."
            )
            {
                Cure = Cure.NameBackground,
            };
        }

        return (
            trees.AlongPaths(),
            ExplainMethod.Path,
            model.Description.Origin is { } origin ? $"the {origin.TrainRows:N0} rows that it was trained on, by how many passed each node"
            : covers is null ? "the rows that its file counts at each node"
            : "the rows that it was trained on, by how many passed each node"
        );
    }

    /// <summary>Whether lineage has the same; null where it has none.</summary>
    bool? Recorded(VersionTrees trees, TreeExplainer explainer, double[] values) =>
        record.Explanation is not { } recorded
            ? null
            : Same(recorded.Base, trees.Sign * explainer.Base)
                && trees.Features.Index().All(f => Same(recorded.Contributions.GetValueOrDefault(f.Item), trees.Sign * values[f.Index]));

    static bool Same(float recorded, double value) =>
        BitConverter.SingleToInt32Bits(recorded) == BitConverter.SingleToInt32Bits((float)value);

    float Value(string feature) =>
        record.Features.TryGetValue(feature, out var value)
            ? value
            : throw new StreamingException($"The record has no feature {feature}, which the model looks at: its lineage is damaged.");

    bool ScoredAgain(float[] row, ILogger logger)
    {
        using var served = OnnxModel.Load(content, new InferenceOptions(), logger);
        var score = new float[1];
        served.Score(row, 1, score);
        return BitConverter.SingleToInt32Bits(score[0]) == BitConverter.SingleToInt32Bits(record.Score!.Value);
    }
}
