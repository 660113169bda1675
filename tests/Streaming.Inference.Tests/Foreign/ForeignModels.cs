using static Streaming.Inference.Tests.Foreign.GraphBuilder;
using Attribute = Streaming.Onnx.AttributeProto;
using Kind = Streaming.Onnx.TensorProto.Types.DataType;

namespace Streaming.Inference.Tests.Foreign;

/// <summary>
/// Files of the shapes that the usual converters write, for the three features <c>amount</c>, <c>count</c> and <c>mean</c>. What each
/// gives is
/// plain arithmetic: <see cref="Logit"/> of a linear model or network, <see cref="Leaf"/> of a tree.
/// </summary>
static class ForeignModels
{
    public static readonly string[] Features = ["amount", "count", "mean"];

    static readonly float[] Weights = [0.02f, -0.5f, 0.25f];
    const float Bias = -1;

    /// <summary>What the linear models say before any sigmoid.</summary>
    public static double Logit(ReadOnlySpan<float> row) =>
        (double)Weights[0] * row[0] + (double)Weights[1] * row[1] + (double)Weights[2] * row[2] + Bias;

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>What the trees say before anything is made of it: amount up to 100, else count up to 3.</summary>
    public static double Leaf(ReadOnlySpan<float> row) =>
        row[0] <= 100 ? -2
        : row[1] <= 3 ? 0.5
        : 1.5;

    /// <summary>scikit-learn's logistic regression by skl2onnx, as it comes: probabilities as a sequence of maps.</summary>
    public static byte[] SklearnZipMap() =>
        Linear("output_probability_tensor")
            .Node("ZipMap", ["output_probability_tensor"], ["output_probability"], Ints("classlabels_int64s", 0, 1))
            .Output("output_label", Kind.Int64, -1)
            .MapsOutput("output_probability", Kind.Int64)
            .ToBytes();

    /// <summary>The same with <c>zipmap: False</c>.</summary>
    public static byte[] SklearnPlain() =>
        Linear("probabilities").Output("output_label", Kind.Int64, -1).Output("probabilities", Kind.Float, -1, 2).ToBytes();

    /// <summary>The classes are texts.</summary>
    public static byte[] StringLabels(params string[] classes) =>
        Linear("output_probability_tensor", classes)
            .Node("ZipMap", ["output_probability_tensor"], ["output_probability"], Texts("classlabels_strings", classes))
            .Output("output_label", Kind.String, -1)
            .MapsOutput("output_probability", Kind.String)
            .ToBytes();

    static GraphBuilder Linear(string probabilities, string[]? classes = null) =>
        new GraphBuilder("skl2onnx", 15, 1)
            .Input("X", Kind.Float, -1, 3)
            .Node(
                "LinearClassifier",
                ["X"],
                ["output_label", "raw"],
                Floats("coefficients", [.. Weights.Select(w => -w), .. Weights]),
                Floats("intercepts", -Bias, Bias),
                Int("multi_class", 0),
                Text("post_transform", "LOGISTIC"),
                classes is null ? Ints("classlabels_ints", 0, 1) : Texts("classlabels_strings", classes)
            )
            .Node("Normalizer", ["raw"], [probabilities], Text("norm", "L1"));

    /// <summary>XGBoost by onnxmltools: one margin for both classes, an operator set of 2018.</summary>
    public static byte[] XgBoost() =>
        new GraphBuilder("OnnxMLTools", 9, 1, format: 4)
            .Input("input", Kind.Float, -1, 3)
            .Node("TreeEnsembleClassifier", ["input"], ["label", "probabilities"], Tree(margin: true))
            .Output("label", Kind.Int64, -1)
            .Output("probabilities", Kind.Float, -1, 2)
            .ToBytes();

    /// <summary>LightGBM by onnxmltools: the same trees behind a ZipMap.</summary>
    public static byte[] LightGbm() =>
        new GraphBuilder("OnnxMLTools", 9, 1, format: 5)
            .Input("input", Kind.Float, -1, 3)
            .Node("TreeEnsembleClassifier", ["input"], ["label", "probability_tensor"], Tree(margin: true))
            .Node("ZipMap", ["probability_tensor"], ["probabilities"], Ints("classlabels_int64s", 0, 1))
            .Output("label", Kind.Int64, -1)
            .MapsOutput("probabilities", Kind.Int64)
            .ToBytes();

    /// <summary>CatBoost's own export: both outputs without a dimension for rows that says anything.</summary>
    public static byte[] CatBoost() =>
        new GraphBuilder("CatBoost", 2, 2, format: 3)
            .Input("features", Kind.Float, -1, 3)
            .Node("TreeEnsembleClassifier", ["features"], ["label", "probability_tensor"], Tree(margin: true))
            .Node("ZipMap", ["probability_tensor"], ["probabilities"], Ints("classlabels_int64s", 0, 1))
            .Output("label", Kind.Int64, -1)
            .MapsOutput("probabilities", Kind.Int64)
            .ToBytes();

    /// <summary>A forest regression by skl2onnx.</summary>
    public static byte[] Regression() =>
        new GraphBuilder("skl2onnx", 12, 1)
            .Input("X", Kind.Float, -1, 3)
            .Node("TreeEnsembleRegressor", ["X"], ["variable"], Tree(margin: false))
            .Output("variable", Kind.Float, -1, 1)
            .ToBytes();

    /// <summary>The tree operator of 2024.</summary>
    public static byte[] NewTrees() =>
        new GraphBuilder("skl2onnx", 22, 5, format: 10)
            .Input("X", Kind.Float, -1, 3)
            .Node(
                "TreeEnsemble",
                ["X"],
                ["variable"],
                Int("n_targets", 1),
                Int("aggregate_function", 1),
                Int("post_transform", 0),
                Ints("tree_roots", 0),
                Tensor("nodes_modes", (byte)0, (byte)0),
                Ints("nodes_featureids", 0, 1),
                Tensor("nodes_splits", 100f, 3f),
                Ints("nodes_truenodeids", 0, 1),
                Ints("nodes_trueleafs", 1, 1),
                Ints("nodes_falsenodeids", 1, 2),
                Ints("nodes_falseleafs", 0, 1),
                Ints("leaf_targetids", 0, 0, 0),
                Tensor("leaf_weights", -2f, 0.5f, 1.5f)
            )
            .Output("variable", Kind.Float, -1, 1)
            .ToBytes();

    /// <summary>Isolation forests give a label and a score that is lower, the stranger a row is.</summary>
    public static byte[] IsolationForest() =>
        new GraphBuilder("skl2onnx", 15, 3)
            .Input("X", Kind.Float, -1, 3)
            .Node("TreeEnsembleRegressor", ["X"], ["scores"], Tree(margin: false))
            .Node("Cast", ["scores"], ["label"], Int("to", (long)Kind.Int64))
            .Output("label", Kind.Int64, -1, 1)
            .Output("scores", Kind.Float, -1, 1)
            .ToBytes();

    /// <summary>A network by PyTorch, whose last layer gives logits.</summary>
    /// <param name="rows">-1: any number.</param>
    /// <param name="classes">Logits a row.</param>
    /// <param name="declared">Rows that the output says it has.</param>
    public static byte[] Torch(int rows = -1, int classes = 1, int? declared = null)
    {
        var builder = new GraphBuilder("pytorch", 17, 0)
            .Input("onnx::Gemm_0", Kind.Float, rows, 3)
            .Node("Gemm", ["onnx::Gemm_0", "0.weight", "0.bias"], ["/0/Gemm_output_0"], Int("transB", 1))
            .Node("Relu", ["/0/Gemm_output_0"], ["/1/Relu_output_0"])
            .Node("Gemm", ["/1/Relu_output_0", "2.weight", "2.bias"], ["9"], Int("transB", 1))
            // max(x, 0) - max(-x, 0) = x: what comes out is the logit.
            .Weights("0.weight", [.. Weights, .. Weights.Select(w => -w)], 2, 3)
            .Weights("0.bias", [Bias, -Bias], 2);
        return (
            classes == 1
                ? builder.Weights("2.weight", [1f, -1f], 1, 2).Weights("2.bias", [0f], 1)
                : builder.Weights("2.weight", [-0.5f, 0.5f, 0.5f, -0.5f], 2, 2).Weights("2.bias", [3f, 3f], 2)
        )
            .Output("9", Kind.Float, declared ?? rows, classes)
            .ToBytes();
    }

    /// <summary>Encodes to two numbers and back: what it makes of a row is <see cref="Decoded"/>.</summary>
    public static byte[] Autoencoder() =>
        new GraphBuilder("pytorch", 13, 0)
            .Input("input", Kind.Float, -1, 3)
            .Node("Gemm", ["input", "encoder.weight"], ["code"], Int("transB", 1))
            .Node("Gemm", ["code", "decoder.weight"], ["output"], Int("transB", 1))
            .Weights("encoder.weight", [1f, 0, 0, 0, 1, 0], 2, 3)
            .Weights("decoder.weight", [1f, 0, 0, 1, 0.5f, 0], 3, 2)
            .Output("output", Kind.Float, -1, 3)
            .ToBytes();

    public static float[] Decoded(ReadOnlySpan<float> row) => [row[0], row[1], 0.5f * row[0]];

    /// <summary>Everything in double precision.</summary>
    public static byte[] Doubles() =>
        new GraphBuilder("skl2onnx", 15, 0)
            .Input("X", Kind.Double, -1, 3)
            .Node("MatMul", ["X", "coefficient"], ["multiplied"])
            .Node("Add", ["multiplied", "intercept"], ["resh"])
            .Node("Sigmoid", ["resh"], ["probabilities"])
            .Weights("coefficient", [.. Weights.Select(w => (double)w)], 3, 1)
            .Weights("intercept", [(double)Bias], 1)
            .Output("probabilities", Kind.Double, -1, 1)
            .ToBytes();

    /// <summary>One input a column, of three types and two shapes, in another order than the topology's.</summary>
    public static byte[] Columns(string mean = "mean", string count = "count", string amount = "amount") =>
        new GraphBuilder("skl2onnx", 15, 0)
            .Input(mean, Kind.Double, -1, 1)
            .Input(count, Kind.Int64, -1, 1)
            .Input(amount, Kind.Float, -1)
            .Node("Cast", [mean], ["mean_float"], Int("to", (long)Kind.Float))
            .Node("Cast", [count], ["count_float"], Int("to", (long)Kind.Float))
            .Node("Unsqueeze", [amount, "one"], ["amount_column"])
            .Node("Concat", ["amount_column", "count_float", "mean_float"], ["matrix"], Int("axis", 1))
            .Node("MatMul", ["matrix", "weights"], ["product"])
            .Node("Add", ["product", "bias"], ["logit"])
            .Node("Sigmoid", ["logit"], ["score"])
            .Weights("one", [1L], 1)
            .Weights("weights", Weights, 3, 1)
            .Weights("bias", [Bias], 1)
            .Output("score", Kind.Float, -1, 1)
            .ToBytes();

    /// <summary>The example of the documentation: scikit-learn's logistic regression with an input for each column.</summary>
    public static byte[] Example() =>
        new GraphBuilder("skl2onnx", 15, 1)
            .Input("TX_AMOUNT", Kind.Float, -1, 1)
            .Input("TX_DURING_NIGHT", Kind.Float, -1, 1)
            .Node("Concat", ["TX_AMOUNT", "TX_DURING_NIGHT"], ["merged_columns"], Int("axis", 1))
            .Node(
                "LinearClassifier",
                ["merged_columns"],
                ["output_label", "probability_tensor"],
                Floats("coefficients", -0.03f, -0.8f, 0.03f, 0.8f),
                Floats("intercepts", 6, -6),
                Int("multi_class", 0),
                Text("post_transform", "LOGISTIC"),
                Ints("classlabels_ints", 0, 1)
            )
            .Node("Normalizer", ["probability_tensor"], ["probabilities"], Text("norm", "L1"))
            .Node("ZipMap", ["probabilities"], ["output_probability"], Ints("classlabels_int64s", 0, 1))
            .Output("output_label", Kind.Int64, -1)
            .MapsOutput("output_probability", Kind.Int64)
            .ToBytes();

    /// <summary>A file of 2017: its constants are among its inputs, and nothing else knows operator set 7.</summary>
    public static byte[] Old()
    {
        var builder = new GraphBuilder("CNTK", 7, 0, format: 3)
            .Input("W", Kind.Float, 3, 1)
            .Input("data", Kind.Float, -1, 3)
            .Input("b", Kind.Float, 1, 1)
            .Node("MatMul", ["data", "W"], ["product"])
            .Node("Add", ["product", "b"], ["sum"])
            .Node("Sigmoid", ["sum"], ["prob"])
            .Weights("W", Weights, 3, 1)
            .Weights("b", [Bias], 1, 1)
            .Output("prob", Kind.Float, -1, 1);
        return builder.ToBytes();
    }

    /// <summary>Nothing but the class.</summary>
    public static byte[] LabelOnly() =>
        new GraphBuilder("skl2onnx", 15, 3)
            .Input("X", Kind.Float, -1, 3)
            .Node("TreeEnsembleClassifier", ["X"], ["output_label", "unused"], Tree(margin: true))
            .Output("output_label", Kind.Int64, -1)
            .ToBytes();

    /// <summary>Three classes.</summary>
    public static byte[] ThreeClasses() =>
        new GraphBuilder("skl2onnx", 15, 3)
            .Input("X", Kind.Float, -1, 3)
            .Node(
                "LinearClassifier",
                ["X"],
                ["output_label", "probabilities"],
                Floats("coefficients", [.. Weights.Select(w => -w), .. Weights, 0, 0, 0]),
                Floats("intercepts", -Bias, Bias, 0),
                Int("multi_class", 1),
                Text("post_transform", "SOFTMAX"),
                Texts("classlabels_strings", "genuine", "fraud", "unclear")
            )
            .Output("output_label", Kind.String, -1)
            .Output("probabilities", Kind.Float, -1, 3)
            .ToBytes();

    public static Attribute[] Tree(bool margin) =>
        [
            Ints("nodes_treeids", 0, 0, 0, 0, 0),
            Ints("nodes_nodeids", 0, 1, 2, 3, 4),
            Ints("nodes_featureids", 0, 0, 1, 0, 0),
            Texts("nodes_modes", "BRANCH_LEQ", "LEAF", "BRANCH_LEQ", "LEAF", "LEAF"),
            Floats("nodes_values", 100, 0, 3, 0, 0),
            Ints("nodes_truenodeids", 1, 0, 3, 0, 0),
            Ints("nodes_falsenodeids", 2, 0, 4, 0, 0),
            Ints(margin ? "class_treeids" : "target_treeids", 0, 0, 0),
            Ints(margin ? "class_nodeids" : "target_nodeids", 1, 3, 4),
            Ints(margin ? "class_ids" : "target_ids", 0, 0, 0),
            Floats(margin ? "class_weights" : "target_weights", -2, 0.5f, 1.5f),
            margin ? Ints("classlabels_int64s", 0, 1) : Int("n_targets", 1),
            Text("post_transform", margin ? "LOGISTIC" : "NONE"),
        ];

    static Attribute Tensor(string name, params float[] values)
    {
        var tensor = new Streaming.Onnx.TensorProto { DataType = (int)Kind.Float };
        tensor.Dims.Add(values.Length);
        tensor.FloatData.Add(values);
        return new Attribute
        {
            Name = name,
            Type = Attribute.Types.AttributeType.Tensor,
            T = tensor,
        };
    }

    static Attribute Tensor(string name, params byte[] values)
    {
        var tensor = new Streaming.Onnx.TensorProto { DataType = (int)Kind.Uint8 };
        tensor.Dims.Add(values.Length);
        tensor.Int32Data.Add(values.Select(v => (int)v));
        return new Attribute
        {
            Name = name,
            Type = Attribute.Types.AttributeType.Tensor,
            T = tensor,
        };
    }
}
