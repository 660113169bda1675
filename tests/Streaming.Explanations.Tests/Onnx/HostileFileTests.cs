using CsCheck;
using Google.Protobuf;
using Streaming.Explanations.Onnx;
using Streaming.Explanations.Tests.Trees;
using Streaming.Explanations.Trees;
using Streaming.Onnx;

namespace Streaming.Explanations.Tests.Onnx;

/// <summary>Whatever the bytes are, the answer is a model or a sentence.</summary>
public sealed class HostileFileTests
{
    [Fact]
    public void Bytes_that_were_changed_cut_or_made_up() =>
        Gen.Select(Gen.Int, Gen.Int[0, 3], Gen.Byte.Array[0, 40])
            .Sample(
                (seed, kind, noise) =>
                {
                    var random = new Random(seed);
                    var file = kind == 3 ? noise : Damage(random, kind, Valid(random), noise);
                    try
                    {
                        var read = OnnxTrees.Read(file);
                        read.Margin(new float[read.FeatureCount]).ShouldNotBe(double.NaN);
                    }
                    catch (ExplanationException e)
                    {
                        e.Message.Length.ShouldBeGreaterThan(10);
                    }
                },
                iter: 2000
            );

    /// <summary>A file of a megabyte: whoever looked through all operators for each step would take minutes.</summary>
    [Fact]
    public async Task Long_ways_before_and_behind_trees_are_followed_at_once()
    {
        const int before = 5_000,
            behind = 40_000;
        var file = new OnnxFile(1);
        for (var i = 0; i < before; i++)
            file.Node("Identity", [i == 0 ? "x" : $"b{i}"], [$"b{i + 1}"]);
        file.Node("TreeEnsembleRegressor", [$"b{before}"], ["t0"], OnnxTreesTests.All([new DecisionTree([], [0.5])]));
        for (var i = 0; i < behind; i++)
            file.Node("Identity", [$"t{i}"], [i == behind - 1 ? "y" : $"t{i + 1}"]);
        var bytes = file.ToBytes();

        var read = await Task.Run(() => OnnxTrees.Read(bytes)).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        read.Margin([1f]).ShouldBe(0.5);
        TreeDamage.Check(bytes, 1);
    }

    static byte[] Valid(Random random)
    {
        var trees = RandomTrees.Ensemble(random, 3, 2, 3, RandomTrees.Classic).Trees;
        return random.Next(2) == 0
            ? OnnxTreesTests.Regressor(3, trees)
            : new OnnxFile(3, 5).Node("TreeEnsemble", ["x"], ["y"], EnsembleAttributes.OfVersion5(trees)).ToBytes();
    }

    static byte[] Damage(Random random, int kind, byte[] file, byte[] noise)
    {
        var at = random.Next(file.Length);
        switch (kind)
        {
            case 0:
                return file[..at];
            case 1:
                noise.AsSpan(0, Math.Min(noise.Length, file.Length - at)).CopyTo(file.AsSpan(at));
                return file;
            default:
                for (var i = 0; i < 3; i++)
                    file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
                return file;
        }
    }

    public static TheoryData<string, string, long[]> Damaged =>
        new()
        {
            { "nodes_truenodeids", "two roots", [1, 1, 0, 0, 0] },
            { "nodes_truenodeids", "no root leads to", [0, 2, 0, 0, 0] },
            { "nodes_truenodeids", "no node 99", [99, 2, 0, 0, 0] },
            { "nodes_nodeids", "twice", [0, 1, 1, 3, 4] },
            { "nodes_featureids", "feature 9999999999", [9_999_999_999, 0, 0, 0, 0] },
            { "nodes_featureids", "feature -1", [-1, 0, 0, 0, 0] },
            { "nodes_featureids", "entries where 5 are needed", [0, 0] },
            { "nodes_falsenodeids", "two roots", [1, 3, 0, 0, 0] },
            { "target_nodeids", "no leaf", [0, 3, 4] },
            { "target_treeids", "no leaf", [7, 0, 0] },
            { "n_targets", "outputs", [1_000_000_000_000] },
        };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void A_damaged_tree_is_named(string attribute, string said, long[] values)
    {
        var tree = new DecisionTree(
            [new Split(0, Comparison.AtMost, 1, false, 1, ~2), new Split(0, Comparison.AtMost, 0, false, ~0, ~1)],
            [1, 2, 3]
        );
        var attributes = OnnxTreesTests.All([tree]);
        var damaged = attributes.Single(a => a.Name == attribute);
        if (damaged.Type == AttributeProto.Types.AttributeType.Int)
        {
            damaged.I = values[0];
        }
        else
        {
            damaged.Ints.Clear();
            damaged.Ints.AddRange(values);
        }

        var file = new OnnxFile(1).Node("TreeEnsembleRegressor", ["x"], ["y"], attributes).ToBytes();
        Should.Throw<ExplanationException>(() => OnnxTrees.Read(file)).Message.ShouldContain(said);
    }

    [Theory]
    [InlineData(new long[] { 1, 1 }, "in two ways")]
    [InlineData(new long[] { 0, 1 }, "in two ways")]
    [InlineData(new long[] { 7, 1 }, "node 7 of 2")]
    public void A_damaged_tree_of_version_5_is_named(long[] whenTrue, string said)
    {
        var tree = new DecisionTree(
            [new Split(0, Comparison.AtMost, 1, false, 1, ~2), new Split(0, Comparison.AtMost, 0, false, ~0, ~1)],
            [1, 2, 3]
        );
        var attributes = EnsembleAttributes.OfVersion5([tree]);
        Replace("nodes_truenodeids", whenTrue);
        Replace("nodes_trueleafs", [0, 0]);
        var file = new OnnxFile(1, 5).Node("TreeEnsemble", ["x"], ["y"], attributes).ToBytes();
        Should.Throw<ExplanationException>(() => OnnxTrees.Read(file)).Message.ShouldContain(said);

        void Replace(string name, long[] values)
        {
            var ints = attributes.Single(a => a.Name == name).Ints;
            ints.Clear();
            ints.AddRange(values);
        }
    }

    [Fact]
    public void A_chain_without_an_end_is_refused()
    {
        const int deep = DecisionTree.MaxDepth + 1;
        var attributes = OnnxTreesTests.All([new DecisionTree([new Split(0, Comparison.AtMost, 1, false, ~0, ~1)], [1, 2])]);
        Set("nodes_treeids", (2 * deep) + 1, _ => 0);
        Set("nodes_nodeids", (2 * deep) + 1, i => i);
        Set("nodes_featureids", (2 * deep) + 1, _ => 0);
        Set("nodes_truenodeids", (2 * deep) + 1, i => i < deep ? i + 1 : 0);
        Set("nodes_falsenodeids", (2 * deep) + 1, i => i < deep ? deep + i + 1 : 0);
        Set("nodes_missing_value_tracks_true", (2 * deep) + 1, _ => 0);
        var modes = attributes.Single(a => a.Name == "nodes_modes").Strings;
        modes.Clear();
        modes.AddRange(Enumerable.Range(0, (2 * deep) + 1).Select(i => ByteString.CopyFromUtf8(i < deep ? "BRANCH_LEQ" : "LEAF")));
        var values = attributes.Single(a => a.Name == "nodes_values").Floats;
        values.Clear();
        values.AddRange(Enumerable.Range(0, (2 * deep) + 1).Select(i => (float)i));
        Set("target_nodeids", 2, i => deep + i + 1);
        var file = new OnnxFile(1).Node("TreeEnsembleRegressor", ["x"], ["y"], attributes).ToBytes();
        Should.Throw<ExplanationException>(() => OnnxTrees.Read(file)).Message.ShouldContain("deeper than");

        void Set(string name, int count, Func<int, long> value)
        {
            var ints = attributes.Single(a => a.Name == name).Ints;
            ints.Clear();
            ints.AddRange(Enumerable.Range(0, count).Select(value));
        }
    }

    [Fact]
    public void What_is_no_sum_of_trees_that_see_the_rows_is_refused()
    {
        DecisionTree[] trees = [new DecisionTree([new Split(0, Comparison.AtMost, 1, false, ~0, ~1)], [1, 2])];
        Said(OnnxTreesTests.Regressor(1, trees, Attributes.Of("aggregate_function", "MAX")), "MAX");
        Said(
            new OnnxFile(1).Node("Neg", ["x"], ["z"]).Node("TreeEnsembleRegressor", ["z"], ["y"], OnnxTreesTests.All(trees)).ToBytes(),
            "what a Neg makes of it"
        );
        Said(
            new OnnxFile(1)
                .Node("TreeEnsembleRegressor", ["x"], ["a"], OnnxTreesTests.All(trees))
                .Node("TreeEnsembleRegressor", ["x"], ["b"], OnnxTreesTests.All(trees))
                .Node("Mul", ["a", "b"], ["y"])
                .ToBytes(),
            "does more than add them up"
        );
        Said(new OnnxFile(1).Node("Neg", ["x"], ["y"]).ToBytes(), "no tree ensemble");
        Said(
            new OnnxFile(1).Node("Identity", ["a"], ["a"]).Node("TreeEnsembleRegressor", ["a"], ["y"], OnnxTreesTests.All(trees)).ToBytes(),
            "circle"
        );
        Said(OnnxTreesTests.Regressor(1, [new DecisionTree([], [double.MaxValue])]), "must be finite");
        Said([], "no graph");

        static void Said(byte[] file, string words) =>
            Should.Throw<ExplanationException>(() => OnnxTrees.Read(file)).Message.ShouldContain(words);
    }
}
