using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Explanations.Trees;
using Streaming.Inference.Conformal;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Outliers;
using Streaming.Learning.Data;
using Streaming.Learning.Outliers;
using Streaming.Learning.Robust;
using Streaming.Learning.Training;
using Streaming.Models;
using Streaming.Models.Datasets;
using Streaming.Models.References;
using Streaming.Topology.Model;

namespace Streaming.Learning.Provenance;

/// <summary>What is kept of a training beside the model: release, champion at the time, distributions, covers of the trees,
/// scores of the rows it was judged on, how far those lie from the others, and what disturbed inputs do to them.</summary>
static class TrainingRecord
{
    static string CodeVersion =>
        typeof(TrainingRecord).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Puts into the registry what is too large for a history, and says where it lies.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="name">Of the model.</param>
    /// <param name="content">The model.</param>
    /// <param name="set">What it was trained on.</param>
    /// <param name="test">What it was judged on, and has not learnt from.</param>
    /// <param name="dataset">Where that came from.</param>
    /// <param name="seed">Of everything random.</param>
    /// <param name="decisions">What is decided by its scores.</param>
    /// <param name="stop">Gives up.</param>
    internal static async Task<TrainingFacts> KeepAsync(
        ModelRegistry registry,
        string name,
        ModelContent content,
        TrainingSet set,
        TrainingSet test,
        TrainingDataset dataset,
        int seed,
        IReadOnlyList<DecisionModel> decisions,
        CancellationToken stop
    )
    {
        var covers = StoredCovers.Of(content, set);
        using var model = OnnxModel.Load(content, new InferenceOptions(), NullLogger.Instance);
        var forest = IsolationGrower.Grow(set.Features, set.FeatureNames.Count, seed);
        return new TrainingFacts(
            CodeVersion,
            (await registry.ServingAsync(name, stop)).Champion?.Version,
            dataset,
            await registry.KeepAsync(DriftReference.Of(set.FeatureNames, set.Features, Scores.Of(model, set)).ToBytes(), stop),
            covers is null ? null : await registry.KeepAsync(TreeCovers.ToBytes(covers), stop),
            await registry.KeepAsync(HeldOutScores.Of(Scores.Of(model, test), test.Labels).ToBytes(), stop),
            await registry.KeepAsync(IsolationReference.Of(forest, test.Features).ToBytes(), stop),
            await registry.KeepAsync(RobustnessMeter.Of(model, set, test, decisions, stop).ToBytes(), stop)
        );
    }
}
