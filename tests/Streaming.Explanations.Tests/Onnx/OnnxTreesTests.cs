using CsCheck;
using Streaming.Explanations.Onnx;
using Streaming.Explanations.Tests.Trees;
using Streaming.Explanations.Trees;
using Streaming.Onnx;

namespace Streaming.Explanations.Tests.Onnx;

/// <summary>What is read out of a file says what ONNX Runtime says of it.</summary>
public sealed class OnnxTreesTests
{
    const int Width = 4;
    const double Float = 1e-5;

    [Fact]
    public void A_regressor() =>
        Gen.Int.Sample(
            seed =>
            {
                var (ensemble, rows) = Made(seed, RandomTrees.Classic);
                byte[] file = Regressor(Width, ensemble.Trees, OnnxFile.Floats("base_values", [(float)ensemble.Bias]));
                Agree(OnnxTrees.Read(file), file, rows);
            },
            iter: 50
        );

    [Fact]
    public void The_operator_of_version_5() =>
        Gen.Int.Sample(
            seed =>
            {
                var (ensemble, rows) = Made(seed, Enum.GetValues<Comparison>());
                var file = new OnnxFile(Width, version: 5)
                    .Node("TreeEnsemble", ["x"], ["y"], EnsembleAttributes.OfVersion5(ensemble.Trees))
                    .ToBytes();
                Agree(OnnxTrees.Read(file), file, rows);
            },
            iter: 50
        );

    [Fact]
    public void The_average_of_trees()
    {
        var (ensemble, rows) = Made(1, RandomTrees.Classic);
        var file = Regressor(Width, ensemble.Trees, Attributes.Of("aggregate_function", "AVERAGE"));
        Agree(OnnxTrees.Read(file), file, rows);
    }

    /// <summary>
    /// As boosted classifiers are exported: weights of one class, whose number is 0 or 1, then the logistic function. A base value is added
    /// where it is 0.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_classifier_with_one_margin(int id)
    {
        var (ensemble, rows) = Made(2, RandomTrees.Classic);
        var file = Classifier(
            EnsembleAttributes.Weights(ensemble.Trees, "class", (id, 1)),
            ensemble.Trees,
            Attributes.Of("post_transform", "LOGISTIC"),
            OnnxFile.Floats("base_values", [0.25f])
        );
        var read = OnnxTrees.Read(file);
        read.Transforms.ShouldBe(["LOGISTIC"]);
        Agree(read, file, rows, margin => 1 / (1 + Math.Exp(-margin)));
        Should.Throw<ExplanationException>(() => OnnxTrees.Read(file, 0)).Message.ShouldContain("other sign");
    }

    /// <summary>As forests are exported: each leaf has both classes' probabilities.</summary>
    [Fact]
    public void A_classifier_with_weights_of_both_classes()
    {
        var (ensemble, rows) = Made(3, RandomTrees.Classic);
        var file = Classifier(
            EnsembleAttributes.Weights(ensemble.Trees, "class", (0, -3), (1, 1)),
            ensemble.Trees,
            Attributes.Of("post_transform", "NONE")
        );
        Agree(OnnxTrees.Read(file), file, rows);
        OnnxTrees.Read(file, 0).Margin(rows.AsSpan(0, Width)).ShouldBe(-3 * OnnxTrees.Read(file, 1).Margin(rows.AsSpan(0, Width)), 1e-4);
    }

    [Fact]
    public void One_output_of_several_by_number()
    {
        var (ensemble, rows) = Made(4, RandomTrees.Classic);
        var file = new OnnxFile(Width)
            .Node(
                "TreeEnsembleRegressor",
                ["x"],
                ["y"],
                [
                    .. EnsembleAttributes.Nodes(ensemble.Trees),
                    .. EnsembleAttributes.Weights(ensemble.Trees, "target", (0, 1), (1, 5), (2, 7)),
                    Attributes.Of("n_targets", 3),
                    OnnxFile.Floats("base_values", [1f, 2f, 3f]),
                ]
            )
            .ToBytes(3);
        Agree(OnnxTrees.Read(file, 2), file, rows);
        Should.Throw<ExplanationException>(() => OnnxTrees.Read(file)).Message.ShouldContain("3 outputs");
        Should.Throw<ExplanationException>(() => OnnxTrees.Read(file, 3)).Message.ShouldContain("no output 3");
    }

    /// <summary>As this product writes: doubles behind a cast, with the logistic function as an operator of its own.</summary>
    [Fact]
    public void What_stands_around_the_trees_is_named_or_passed()
    {
        var (ensemble, rows) = Made(5, RandomTrees.Classic);
        var file = new OnnxFile(Width);
        file.Model.MetadataProps.Add(new StringStringEntryProto { Key = MetadataKeys.Features, Value = """["a","b","c","d"]""" });
        var bytes = file.Node("Identity", ["x"], ["same"])
            .Node("TreeEnsembleRegressor", ["same"], ["raw"], All(ensemble.Trees))
            .Node("Sigmoid", ["raw"], ["y"])
            .ToBytes();
        var read = OnnxTrees.Read(bytes);
        read.Transforms.ShouldBe(["Sigmoid"]);
        read.FeatureNames.ShouldBe(["a", "b", "c", "d"]);
        Agree(read, bytes, rows, margin => 1 / (1 + Math.Exp(-margin)));
    }

    [Fact]
    public void Ensembles_that_are_added_up_are_one()
    {
        var (one, rows) = Made(6, RandomTrees.Classic);
        var (two, _) = Made(7, RandomTrees.Classic);
        var file = new OnnxFile(Width)
            .Node("TreeEnsembleRegressor", ["x"], ["a"], All(one.Trees))
            .Node("TreeEnsembleRegressor", ["x"], ["b"], All(two.Trees))
            .Node("Sum", ["a", "b"], ["y"])
            .ToBytes();
        Agree(OnnxTrees.Read(file), file, rows);
    }

    [Fact]
    public void Rates_that_add_up_are_covers()
    {
        var tree = new DecisionTree([new Split(0, Comparison.AtMost, 1, false, ~0, ~1)], [1, 2]);
        OnnxTrees.Read(Regressor(1, [tree], Attributes.Of("nodes_hitrates", [10f, 4f, 6f]))).Covers![0].Leaves.ShouldBe([4, 6]);
        OnnxTrees.Read(Regressor(1, [tree], Attributes.Of("nodes_hitrates", [1f, 1f, 1f]))).Covers.ShouldBeNull();
        OnnxTrees.Read(Regressor(1, [tree])).Covers.ShouldBeNull();
    }

    [Fact]
    public void Rows_are_as_wide_as_the_input_says_or_the_trees_look()
    {
        var tree = new DecisionTree([new Split(2, Comparison.AtMost, 1, false, ~0, ~1)], [1, 2]);
        OnnxTrees.Read(Regressor(5, [tree])).FeatureCount.ShouldBe(5);
        OnnxTrees.Read(Regressor(null, [tree])).FeatureCount.ShouldBe(3);
        Should.Throw<ExplanationException>(() => OnnxTrees.Read(Regressor(2, [tree]))).Message.ShouldContain("looks at feature 2");
    }

    internal static AttributeProto[] All(IReadOnlyList<DecisionTree> trees, params AttributeProto[] more) =>
        [
            .. EnsembleAttributes.Nodes(trees),
            .. EnsembleAttributes.Weights(trees, "target", (0, 1)),
            Attributes.Of("n_targets", 1),
            .. more,
        ];

    internal static byte[] Regressor(int? width, IReadOnlyList<DecisionTree> trees, params AttributeProto[] more) =>
        new OnnxFile(width).Node("TreeEnsembleRegressor", ["x"], ["y"], All(trees, more)).ToBytes();

    static byte[] Classifier(List<AttributeProto> weights, IReadOnlyList<DecisionTree> trees, params AttributeProto[] more) =>
        new OnnxFile(Width)
            .Node(
                "TreeEnsembleClassifier",
                ["x"],
                ["label", "y"],
                [.. EnsembleAttributes.Nodes(trees), .. weights, Attributes.Of("classlabels_int64s", [0L, 1L]), .. more]
            )
            .ToBytes(2);

    static (TreeEnsemble Ensemble, float[] Rows) Made(int seed, Comparison[] comparisons)
    {
        var random = new Random(seed);
        return (
            RandomTrees.Ensemble(random, Width, random.Next(1, 5), random.Next(1, 5), comparisons),
            RandomTrees.Rows(random, 50, Width)
        );
    }

    static void Agree(TreeEnsemble read, byte[] file, float[] rows, Func<double, double>? link = null)
    {
        var scores = Runtime.Run(file, rows, Width);
        foreach (var (row, score) in rows.Chunk(Width).Zip(scores))
            (link ?? (m => m))(read.Margin(row)).ShouldBe(score, Float, string.Join(' ', row));
    }
}
