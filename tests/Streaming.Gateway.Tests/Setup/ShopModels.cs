using Streaming.Explanations.Trees;
using Streaming.Inference.Models;
using Streaming.Inference.Tests;
using Streaming.Learning.Onnx;
using Streaming.Models;

namespace Streaming.Gateway.Tests.Setup;

/// <summary>Versions of a <see cref="ShopTopology"/>'s model.</summary>
static class ShopModels
{
    static readonly string[] Features = ["amount", "orders_1d"];

    /// <summary>Says 0.1 up to an amount, and 0.9 above.</summary>
    public static ModelContent Above(float amount) => Above(amount, Features);

    /// <summary>Takes what no topology here computes.</summary>
    public static ModelContent OfOtherFeatures() => Above(1, ["height", "weight"]);

    /// <summary>Says amount / 10, and fails from 10 on.</summary>
    public static ModelContent Picky() => PickyModel.Of(Features, "amount", 10);

    /// <summary>Adds versions, and puts the first to use.</summary>
    public static Task PromoteAsync(ShopTopology topology, string database, params ModelContent[] versions) =>
        PromoteAsync(topology, database, covers: null, versions);

    /// <param name="topology">Whose model they are of.</param>
    /// <param name="database">Where.</param>
    /// <param name="covers">How many training rows went which way in each tree; null: nobody counted.</param>
    /// <param name="versions">Added; the first is put to use.</param>
    public static async Task PromoteAsync(
        ShopTopology topology,
        string database,
        IReadOnlyList<TreeCovers>? covers,
        params ModelContent[] versions
    )
    {
        using var registry = new ModelRegistry(database, TimeProvider.System);
        await registry.EnsureSchemaAsync();
        var kept = covers is null ? null : await registry.KeepAsync(TreeCovers.ToBytes(covers), CancellationToken.None);
        var description = new ModelDescription
        {
            Features = Features,
            Metrics = new Dictionary<string, double>(),
            Parameters = new Dictionary<string, string>(),
            Training = kept is null ? null : new TrainingFacts("1", Covers: kept),
        };
        foreach (var version in versions)
            await registry.RegisterAsync(topology.Name, version, description);
        await registry.PromoteAsync(topology.Name, 1);
    }

    static ModelContent Above(float limit, IReadOnlyList<string> features)
    {
        var tree = new Learning.Trees.DecisionTree([0], [limit], [true], [~0], [~1], [Math.Log(0.1 / 0.9), Math.Log(0.9 / 0.1)]);
        return ModelContent.FromBytes(TreeEnsembleOnnxWriter.Write(new Learning.Trees.TreeEnsemble(features, [tree], 1, 0)));
    }
}
