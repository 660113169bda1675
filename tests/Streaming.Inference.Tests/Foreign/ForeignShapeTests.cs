using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Signatures;
using Streaming.Topology.Model;
using static Streaming.Inference.Tests.Foreign.ForeignModels;

namespace Streaming.Inference.Tests.Foreign;

/// <summary>Each shape of file that the usual converters write is understood, and scores as its arithmetic says.</summary>
public sealed class ForeignShapeTests
{
    /// <summary>amount, count, mean.</summary>
    static readonly float[] Rows = [50, 2, 10, 150, 2, 20, 150, 5, 30, 99.5f, 0, -4, 1000, 40, 500, 100, 3, 1, 100.5f, 4, 2];

    static int Count => Rows.Length / 3;

    [Fact]
    public void Scikit_learn_with_ZipMap()
    {
        var model = Read(SklearnZipMap());
        (model.Output.Name, model.Output.Tensor, model.Output.Class).ShouldBe(("output_probability", "output_probability_tensor", "1"));
        model.MatchedBy.ShouldBe(FeatureMatching.Order);
        Scores(SklearnZipMap(), row => Sigmoid(Logit(row)));
    }

    [Fact]
    public void Scikit_learn_without_ZipMap()
    {
        Read(SklearnPlain()).Output.ShouldBe(new ModelOutput("probabilities", NumberType.Float32, false, 2, 1) { Class = "1" });
        Scores(SklearnPlain(), row => Sigmoid(Logit(row)));
    }

    [Fact]
    public void XGBoost() => Scores(XgBoost(), row => Sigmoid(Leaf(row)));

    [Fact]
    public void LightGBM() => Scores(LightGbm(), row => Sigmoid(Leaf(row)));

    [Fact]
    public void CatBoost_with_operator_sets_of_its_own() => Scores(CatBoost(), row => Sigmoid(Leaf(row)));

    [Fact]
    public void A_network_of_PyTorch_gives_a_logit()
    {
        Scores(Torch(), row => Sigmoid(Logit(row)), ScoreTransform.Sigmoid);
        Scores(Torch(), row => Logit(row));
    }

    [Fact]
    public void A_network_of_PyTorch_gives_two_logits() =>
        // The two are 3 - logit / 2 and 3 + logit / 2.
        Scores(Torch(classes: 2), row => Sigmoid(Logit(row)), ScoreTransform.Softmax);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void A_fixed_number_of_rows_at_a_time(int rows)
    {
        Read(Torch(rows)).BatchRows.ShouldBe(rows);
        Scores(Torch(rows), row => Logit(row));
    }

    /// <summary>Exported with dynamic_axes for the input alone: the output says one row and gives all.</summary>
    [Fact]
    public void An_output_that_says_one_row_and_gives_all() => Scores(Torch(declared: 1), row => Logit(row));

    [Fact]
    public void Double_precision()
    {
        var model = Read(Doubles());
        (model.Inputs[0].Type, model.Output.Type).ShouldBe((NumberType.Float64, NumberType.Float64));
        Scores(Doubles(), row => Sigmoid(Logit(row)), tolerance: 0);
    }

    [Fact]
    public void One_input_a_column_of_several_types()
    {
        var model = Read(Columns());
        model.MatchedBy.ShouldBe(FeatureMatching.Names);
        model.Features.ShouldBe(["mean", "count", "amount"]);
        Scores(Columns(), row => Sigmoid(Logit(row)));
    }

    [Fact]
    public void A_regression() => Scores(Regression(), row => Leaf(row), tolerance: 0);

    [Fact]
    public void Trees_of_the_newest_operator() => Scores(NewTrees(), row => Leaf(row), tolerance: 0);

    [Fact]
    public void An_isolation_forest_is_negated() => Scores(IsolationForest(), row => -Leaf(row), ScoreTransform.Negate, tolerance: 0);

    [Fact]
    public void An_autoencoder_scores_by_what_it_loses() =>
        Scores(
            Autoencoder(),
            row =>
            {
                var (own, decoded, sum) = (row.ToArray(), Decoded(row), 0.0);
                for (var i = 0; i < 3; i++)
                    sum += Math.Pow((double)own[i] - decoded[i], 2);
                return sum / 3;
            },
            ScoreTransform.ReconstructionError
        );

    [Fact]
    public void A_file_of_2017_whose_constants_are_inputs()
    {
        Read(Old()).Inputs.Select(i => i.Name).ShouldBe(["data"]);
        Scores(Old(), row => Sigmoid(Logit(row)));
    }

    [Fact]
    public void Classes_that_are_texts_are_named_or_asked_for()
    {
        Refused(StringLabels("fraud", "genuine"))
            .ShouldContain("for the classes fraud, genuine: say which column is the score, by its class");
        Read(StringLabels("fraud", "genuine"), output: "output_probability[fraud]").Output.Column.ShouldBe(0);
        Scores(StringLabels("fraud", "genuine"), row => 1 - Sigmoid(Logit(row)), output: "output_probability[fraud]");
        Scores(StringLabels("fraud", "genuine"), row => Sigmoid(Logit(row)), output: "output_probability[1]");
        Read(StringLabels("no", "yes")).Output.Class.ShouldBe("yes");
        Read(StringLabels("True", "False")).Output.Class.ShouldBe("True");
        Refused(StringLabels("fraud", "genuine"), output: "output_probability[theft]").ShouldContain("has no column 'theft'");
    }

    [Fact]
    public void Of_three_classes_somebody_says_which()
    {
        Refused(ThreeClasses()).ShouldContain("genuine, fraud, unclear");
        Read(ThreeClasses(), output: "probabilities[fraud]").Output.Column.ShouldBe(1);
        Read(ThreeClasses(), output: "probabilities[2]").Output.Class.ShouldBe("unclear");
    }

    [Fact]
    public void A_label_is_a_score_where_somebody_says_so()
    {
        Refused(LabelOnly()).ShouldContain("no output that could be a score: it has 'output_label' (int64");
        Scores(LabelOnly(), row => Leaf(row) > 0 ? 1 : 0, output: "output_label");
    }

    [Fact]
    public void A_mapping_says_which_feature_an_input_takes()
    {
        var renamed = Columns("f0", "f1", "f2");
        Refused(renamed).ShouldContain("takes f0, f1, f2, which the topology does not compute; it computes amount, count, mean");
        Map map = new()
        {
            ["f0"] = ["mean"],
            ["f1"] = ["count"],
            ["f2"] = ["amount"],
        };
        Read(renamed, map: map).MatchedBy.ShouldBe(FeatureMatching.Map);
        Scores(renamed, row => Sigmoid(Logit(row)), map: map);
        // A matrix in another order than the topology's: what the model calls its first column is the mean.
        Scores(Regression(), row => Leaf([row[2], row[0], row[1]]), map: new() { ["X"] = ["mean", "amount", "count"] }, tolerance: 0);
    }

    [Fact]
    public void A_mapping_that_does_not_fit_is_told_with_all_that_is_wrong()
    {
        var message = Refused(Columns("f0", "f1", "f2"), map: new() { ["f0"] = ["mean", "amount"], ["f9"] = ["other"] });
        message.ShouldContain("has no input f9");
        message.ShouldContain("nothing is said of the input f1, f2");
        message.ShouldContain("no feature other");
        message.ShouldContain("'f0' takes 1 columns, and 2 features are named");
    }

    /// <summary>The wrong number of columns without names is never guessed at.</summary>
    [Fact]
    public void Other_columns_than_there_are_features_are_refused()
    {
        var two = Refused(Torch(), features: ["a", "b"]);
        two.ShouldContain("takes 3 columns without names, and the topology computes 2 features (a, b)");
        Refused(Columns(), features: ["amount", "count", "average"]).ShouldContain("takes mean, which the topology does not compute");
    }

    [Fact]
    public void Whole_numbers_are_not_made_of_others()
    {
        using var model = Load(Columns(), []);
        // mean, count, amount
        var fault = Should.Throw<ModelRunException>(() => model.Score([1, 2.5f, 3], 1, new float[1]));
        fault.Cause.ShouldContain("'count' takes whole numbers (int64), and the feature count is 2.5");
        Should.Throw<ModelRunException>(() => model.Score([1, float.NaN, 3], 1, new float[1])).Cause.ShouldContain("is missing");
    }

    [Fact]
    public void What_is_no_number_is_no_score()
    {
        using var model = Load(Torch(), []);
        var scores = new float[1];
        Should.Throw<ModelRunException>(() => model.Score([1, float.NaN, 3], 1, scores)).Cause.ShouldContain("NaN, which is no score");
        Should.Throw<ModelRunException>(() => model.Score([float.PositiveInfinity, 0, 0], 1, scores)).Cause.ShouldContain("Infinity");
        model.Score([1, 2, 3], 1, scores);
    }

    /// <summary>Of rows that were recorded for another model.</summary>
    [Fact]
    public void Rows_without_a_score_cost_the_others_nothing()
    {
        using var model = Load(Torch(), []);
        var matrix = Enumerable.Range(0, 40).SelectMany(row => new[] { 50f + row, row % 9 == 4 ? float.NaN : 2, 10 }).ToArray();
        var scores = new float[41];
        model.ScoreEach(TestRows.Of(Features, matrix), Features, scores);
        for (var row = 0; row < 40; row++)
        {
            if (row % 9 == 4)
                scores[row].ShouldBe(float.NaN);
            else
                ((double)scores[row]).ShouldBe(Logit(matrix.AsSpan(row * 3, 3)), 1e-5, $"row {row}");
        }
    }

    /// <summary>A model trained here says itself how it is served.</summary>
    [Fact]
    public void A_model_that_was_trained_here_needs_no_signature()
    {
        var own = ModelContent.FromBytes(Streaming.Learning.Onnx.TreeEnsembleOnnxWriter.Write(TestModels.Ensemble(1, trees: 2)));
        SignatureReader
            .Read(own, new SignatureRequest { Features = TestModels.FeatureNames, Transform = ScoreTransform.Sigmoid })
            .Signature.ShouldBeNull();
        SignatureReader
            .Read(own, new SignatureRequest { Features = [.. TestModels.FeatureNames.Reverse()] })
            .Signature!.Features.ShouldBe(TestModels.FeatureNames);
    }

    /// <summary>STREAMING_WRITE_GENERATED=1 writes it anew.</summary>
    [Fact]
    public void The_example_of_the_documentation_is_this_one()
    {
        var file = Path.Combine(Here(), "..", "..", "..", "docs", "examples", "amount-and-night.onnx");
        if (Environment.GetEnvironmentVariable("STREAMING_WRITE_GENERATED") == "1")
            File.WriteAllBytes(file, Example());
        File.ReadAllBytes(file).ShouldBe(Example());
        Understood(Example(), ["TX_DURING_NIGHT", "TX_AMOUNT", "OTHER"]).Signature!.Features.ShouldBe(["TX_AMOUNT", "TX_DURING_NIGHT"]);
    }

    /// <summary>The folder of this file: the tests are also built into folders outside the repository.</summary>
    static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    static ModelSignature Read(byte[] onnx, string? output = null, Map? map = null, ScoreTransform transform = ScoreTransform.None) =>
        Understood(onnx, Features, output, map, transform).Signature!;

    static string Refused(byte[] onnx, string? output = null, Map? map = null, string[]? features = null) =>
        Should.Throw<ModelException>(() => Understood(onnx, features ?? Features, output, map)).Message;

    static ModelContent Understood(
        byte[] onnx,
        string[] features,
        string? output = null,
        Map? map = null,
        ScoreTransform transform = ScoreTransform.None
    ) =>
        SignatureReader.Read(
            ModelContent.FromBytes(onnx),
            new SignatureRequest
            {
                Features = features,
                Output = output,
                Map = map,
                Transform = transform,
            }
        );

    static OnnxModel Load(byte[] onnx, Map? map, string? output = null, ScoreTransform transform = ScoreTransform.None) =>
        OnnxModel.Load(
            Understood(onnx, Features, output, map is { Count: 0 } ? null : map, transform),
            new InferenceOptions(),
            NullLogger.Instance
        );

    delegate double Expected(ReadOnlySpan<float> row);

    static void Scores(
        byte[] onnx,
        Expected expected,
        ScoreTransform transform = ScoreTransform.None,
        string? output = null,
        Map? map = null,
        double tolerance = 2e-6
    )
    {
        using var model = Load(onnx, map, output, transform);
        // A matrix has the model's order.
        var places = model.Signature.Features.Select(f => Array.IndexOf(Features, f)).ToArray();
        var matrix = Enumerable.Range(0, Count).SelectMany(row => places.Select(p => Rows[row * 3 + p])).ToArray();
        var (scores, table) = (new float[Count], new float[Count]);
        model.Score(matrix, Count, scores);
        // Another number of rows in between: what was bound before must not stay.
        model.Score(matrix.AsSpan(0, 3), 1, new float[1]);
        model.Score(TestRows.Of(Features, Rows), Features, table);
        table.ShouldBe(scores, "columns give what the matrix gives");
        for (var row = 0; row < Count; row++)
        {
            var wanted = (float)expected(Rows.AsSpan(row * 3, 3));
            ((double)scores[row]).ShouldBe(wanted, tolerance * Math.Max(1, Math.Abs(wanted)), $"row {row}");
        }
    }

    sealed class Map : Dictionary<string, IReadOnlyList<string>>;
}
