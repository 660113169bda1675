using CsCheck;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Signatures;
using Streaming.Onnx;
using static Streaming.Inference.Tests.Foreign.ForeignModels;
using static Streaming.Inference.Tests.Foreign.GraphBuilder;
using Kind = Streaming.Onnx.TensorProto.Types.DataType;

namespace Streaming.Inference.Tests.Foreign;

/// <summary>What must not be run is refused with what it is and what would help, before it is run.</summary>
public sealed class HostileFileTests
{
    [Fact]
    public void A_file_that_is_cut_off_is_refused_wherever_it_is_cut()
    {
        var whole = Torch();
        for (var length = 0; length < whole.Length; length++)
        {
            var message = Refused(whole[..length]);
            message.Length.ShouldBeGreaterThan(20);
        }

        Refused([]).ShouldContain("is empty");
        Refused("PK\u0003\u0004 this is a zip"u8.ToArray()).ShouldContain("no ONNX model, or a part of it is missing");
    }

    [Theory]
    [InlineData("weights.bin")]
    [InlineData("../../../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    public void Tensors_that_lie_in_other_files_are_refused(string location)
    {
        var message = Refused(
            Changed(model =>
            {
                var tensor = model.Graph.Initializer[0];
                tensor.RawData = ByteString.Empty;
                tensor.DataLocation = TensorProto.Types.DataLocation.External;
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
            })
        );
        message.ShouldContain($"tensor '0.weight' lies in another file ('{location}')");
        message.ShouldContain("save_as_external_data=False");
    }

    /// <summary>Wherever a tensor may stand.</summary>
    [Fact]
    public void Tensors_in_other_files_are_found_in_attributes_and_subgraphs()
    {
        var outside = new TensorProto { Name = "hidden", DataType = (int)Kind.Float };
        outside.Dims.Add(1);
        outside.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "/dev/zero" });
        var attribute = new AttributeProto { Name = "value", T = outside };
        Refused(Changed(m => m.Graph.Node.Add(Constant(attribute)))).ShouldContain("'hidden' lies in another file");

        var inner = new GraphProto { Name = "then" };
        inner.Node.Add(Constant(attribute));
        Refused(Changed(m => m.Graph.Node[0].Attribute.Add(new AttributeProto { Name = "then_branch", G = inner })))
            .ShouldContain("'hidden' lies in another file");

        var function = new FunctionProto { Name = "f", Domain = "own" };
        function.Node.Add(Constant(attribute));
        Refused(Changed(m => m.Functions.Add(function))).ShouldContain("'hidden' lies in another file");
        var otherwise = new FunctionProto { Name = "f", Domain = "own" };
        otherwise.AttributeProto.Add(attribute);
        Refused(Changed(m => m.Functions.Add(otherwise))).ShouldContain("'hidden' lies in another file");
        Refused(Changed(m => m.Graph.SparseInitializer.Add(new SparseTensorProto { Values = outside })))
            .ShouldContain("'hidden' lies in another file");
    }

    [Fact]
    public void Operators_of_others_random_ones_and_loops_are_refused()
    {
        Refused(Changed(m => m.Graph.Node[1].Domain = "com.evil")).ShouldContain("'Relu' is of the domain 'com.evil'");
        Refused(Changed(m => m.Graph.Node[1].OpType = "Loop")).ShouldContain("may run for ever");
        Refused(Changed(m => m.Graph.Node[1].OpType = "RandomNormalLike")).ShouldContain("is random");
        Refused(Changed(m => m.Graph.Node[1].OpType = "Frobnicate")).ShouldContain("ONNX Runtime");
        Refused(Changed(m => m.OpsetImport[0].Version = 9999)).ShouldContain("Export it again for an operator set");
    }

    /// <summary>ONNX Runtime takes its own operator of that name, whatever the function says.</summary>
    [Theory]
    [InlineData("", "Loop")]
    [InlineData("", "RandomNormalLike")]
    [InlineData("ai.onnx", "Relu")]
    [InlineData("ai.onnx.ml", "TreeEnsemble")]
    [InlineData("com.microsoft", "Gelu")]
    [InlineData("com.microsoft.nchwc", "Conv")]
    public void Functions_that_are_called_as_what_ONNX_Runtime_brings_are_refused(string domain, string name) =>
        Refused(Called(domain, name, Function(domain, name, Identity()))).ShouldContain($"it says what the operator '{name}'");

    [Fact]
    public void Functions_of_the_file_s_own_are_served()
    {
        var onnx = Called("own", "Keep", Function("own", "Keep", Identity()));
        SignatureReader.Read(ModelContent.FromBytes(onnx), Request).Signature!.Output.Name.ShouldBe("9");
        Refused(Called("own", "Keep", Function("own", "Keep", Identity()), Function("own", "Keep", Identity())))
            .ShouldContain("two functions 'Keep'");
    }

    /// <summary>Each calls the next one twice: what ONNX Runtime would make of 26 lines are 67 million operators.</summary>
    [Fact]
    public void Functions_that_become_more_than_a_model_may_have_are_refused()
    {
        FunctionProto[] doubled =
        [
            .. Enumerable.Range(0, 26).Select(i => Function("own", $"F{i}", Call("own", $"F{i + 1}"), Call("own", $"F{i + 1}"))),
            Function("own", "F26", Identity()),
        ];
        Refused(Called("own", "F0", doubled)).ShouldContain("become more than 50,000 operators");

        // Few operators, and what they hold is copied each time.
        var held = new TensorProto
        {
            Name = "held",
            DataType = (int)Kind.Float,
            RawData = ByteString.CopyFrom(new byte[1 << 20]),
        };
        held.Dims.Add(1 << 18);
        var large = Function("own", "F1", Constant(new AttributeProto { Name = "value", T = held }), Identity());
        Refused(Called("own", "F0", Function("own", "F0", [.. Enumerable.Repeat(Call("own", "F1"), 200)]), large))
            .ShouldContain("134,217,728 bytes where they are called");
    }

    [Fact]
    public void Functions_that_call_themselves_are_refused()
    {
        Refused(Called("own", "F", Function("own", "F", Call("own", "F")))).ShouldContain("or themselves ('F')");
        FunctionProto[] deep =
        [
            .. Enumerable.Range(0, 10_000).Select(i => Function("own", $"F{i}", Call("own", $"F{i + 1}"))),
            Function("own", "F10000", Identity()),
        ];
        Refused(Called("own", "F0", deep)).ShouldContain("call each other deeper than 64");
    }

    /// <summary>A file of a megabyte: whoever looked through all operators for each step would still be looking tomorrow.</summary>
    [Fact]
    public async Task Long_ways_from_operator_to_operator_are_followed_at_once()
    {
        const int steps = 20_000,
            outputs = 200;
        var builder = new GraphBuilder("chain", 17, 0)
            .Input("X", Kind.Float, -1, 3)
            .Weights("w", [1f, 1, 1], 3, 1)
            .Node("MatMul", ["X", "w"], ["x0"]);
        for (var i = 0; i < steps; i++)
            builder.Node("Identity", [$"x{i}"], [$"x{i + 1}"]);
        for (var i = 0; i < outputs; i++)
            builder.Output($"x{steps - i}", Kind.Float, -1, 1);
        var onnx = builder.ToBytes();

        var message = await Task.Run(() => Refused(onnx)).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        message.ShouldContain("Which of the model's outputs is the score?");
        message.ShouldContain($" and {outputs - 20} more.");
    }

    [Fact]
    public void Dimensions_that_are_larger_than_what_is_there_are_refused()
    {
        Refused(Changed(m => m.Graph.Initializer[0].Dims[0] = long.MaxValue)).ShouldContain("more than the 134,217,728 values");
        Refused(Changed(m => m.Graph.Initializer[0].Dims[0] = -1)).ShouldContain("fewer than none");
        Refused(Changed(m => m.Graph.Initializer[0].Dims[0] = 3)).ShouldContain("says that it has 9 values, and has 6");
        Refused(Changed(m => m.Graph.Initializer[0].RawData = ByteString.CopyFrom(1, 2, 3))).ShouldContain("no whole number of them");
        Refused(new GraphBuilder("x").Input("X", Kind.Float, -1, 1L << 40).Output("X", Kind.Float, -1).ToBytes())
            .ShouldContain("says that it takes 1,099,511,627,776 values a row");
        Refused(Torch(rows: 1_000_000)).ShouldContain("takes 1,000,000 rows at once");
    }

    /// <summary>Ten small operators that ask for more than a tebibyte.</summary>
    [Fact]
    public void A_graph_that_asks_for_more_memory_than_it_may_have_is_refused()
    {
        var builder = new GraphBuilder("bomb", 17, 0).Input("x0", Kind.Float, -1, 3);
        for (var i = 0; i < 10; i++)
            builder.Node("Concat", [.. Enumerable.Repeat($"x{i}", 16)], [$"x{i + 1}"], Int("axis", 1));
        var before = Environment.WorkingSet;
        Refused(
                builder.Node("ReduceMax", ["x10"], ["score"], Int("keepdims", 0), Ints("axes", 1)).Output("score", Kind.Float, -1).ToBytes()
            )
            .ShouldContain("more than 1,024 MiB of memory");
        (Environment.WorkingSet - before).ShouldBeLessThan(3L << 30);

        // The same, by one constant.
        Refused(
                new GraphBuilder("bomb", 17, 0)
                    .Input("x", Kind.Float, -1, 3)
                    .Weights("shape", [1L << 20, 1L << 14], 2)
                    .Node("ConstantOfShape", ["shape"], ["huge"])
                    .Node("ReduceMax", ["huge"], ["most"], Int("keepdims", 0))
                    .Node("Add", ["x", "most"], ["score"])
                    .Output("score", Kind.Float, -1, 3)
                    .ToBytes()
            )
            .ShouldContain("more than 1,024 MiB of memory");
    }

    [Fact]
    public void Inputs_that_features_cannot_be_are_refused()
    {
        Refused(Shape(Kind.String, -1, 3)).ShouldContain("takes texts, and features are numbers");
        Refused(Shape(Kind.Float16, -1, 3)).ShouldContain("takes float16; served are float32, float64, int32 and int64");
        Refused(Shape(Kind.Float, 3)).ShouldContain("without a dimension for rows");
        Refused(Shape(Kind.Float, -1, 3, 1)).ShouldContain("has 3 dimensions");
        Refused(new GraphBuilder("x").Output("y", Kind.Float, -1).ToBytes()).ShouldContain("takes no inputs");

        static byte[] Shape(Kind kind, params long[] dimensions) =>
            new GraphBuilder("x").Input("X", kind, dimensions).Node("Identity", ["X"], ["Y"]).Output("Y", kind, dimensions).ToBytes();
    }

    [Fact]
    public void A_model_that_gives_nothing_for_each_row_is_refused()
    {
        Refused(
                new GraphBuilder("x", 13, 0)
                    .Input("X", Kind.Float, -1, 3)
                    .Node("ReduceMax", ["X"], ["Y"], Ints("axes", 0))
                    .Output("Y", Kind.Float, -1, 3)
                    .ToBytes()
            )
            .ShouldContain("'Y' comes out as float32 [1, 3] for 2 rows");
        Refused(
                new GraphBuilder("x", 13, 0)
                    .Input("X", Kind.Float, -1, 3)
                    .Node("Cast", ["X"], ["Y"], Int("to", (long)Kind.String))
                    .Output("Y", Kind.String, -1, 3)
                    .ToBytes()
            )
            .ShouldContain("no output that could be a score: it has 'Y' (string)");
    }

    [Fact]
    public void A_file_that_is_larger_than_a_model_may_be_is_refused() =>
        Refused(new byte[(128 << 20) + 1]).ShouldContain("more than the 134,217,728 that a model may have");

    [Fact]
    public void Graphs_within_each_other_have_an_end()
    {
        var inner = new GraphProto { Name = "last" };
        for (var i = 0; i < 12; i++)
        {
            var node = new NodeProto { OpType = "If" };
            node.Attribute.Add(new AttributeProto { Name = "then_branch", G = inner });
            inner = new GraphProto { Name = $"{i}" };
            inner.Node.Add(node);
        }

        Refused(Changed(m => m.Graph.Node.Add(inner.Node[0]))).ShouldContain("graphs within each other deeper than 8");
    }

    /// <summary>Whatever is done to a file's bytes, it is served or refused: no crash, no hang.</summary>
    [Fact]
    public void Damaged_files_are_served_or_refused()
    {
        byte[][] files = [SklearnZipMap(), Torch(), Autoencoder(), Columns(), Doubles(), Old(), IsolationForest()];
        Gen.Select(Gen.Int[0, files.Length - 1], Gen.Int[0, 1 << 20], Gen.Byte, Gen.Int[0, 3])
            .Sample(
                damage =>
                {
                    var (file, place, value, kind) = damage;
                    byte[] bytes = [.. files[file]];
                    var at = place % bytes.Length;
                    bytes = kind switch
                    {
                        0 => [.. bytes[..at], value, .. bytes[(at + 1)..]],
                        1 => [.. bytes[..at], .. bytes[(at + 1)..]],
                        2 => [.. bytes[..at], value, .. bytes[at..]],
                        _ => bytes[..at],
                    };
                    // What becomes of damaged trees is not ONNX Runtime's to say: Streaming.Explanations looks at them first.
                    try
                    {
                        using var model = OnnxModel.Load(
                            SignatureReader.Read(ModelContent.FromBytes(bytes), Request),
                            new InferenceOptions(),
                            NullLogger.Instance
                        );
                        model.Score(new float[model.FeatureCount * 3], 3, new float[3]);
                    }
                    catch (ModelException e)
                    {
                        e.Message.Length.ShouldBeGreaterThan(20);
                    }
                },
                iter: 2000,
                threads: 1
            );
    }

    static readonly SignatureRequest Request = new() { Features = Features };

    static NodeProto Constant(AttributeProto value)
    {
        var node = new NodeProto { OpType = "Constant" };
        node.Output.Add("c");
        node.Attribute.Add(value);
        return node;
    }

    static NodeProto Identity() => Call("", "Identity");

    static NodeProto Call(string domain, string name)
    {
        var node = new NodeProto { Domain = domain, OpType = name };
        node.Input.Add("a");
        node.Output.Add("b");
        return node;
    }

    static FunctionProto Function(string domain, string name, params NodeProto[] nodes)
    {
        var function = new FunctionProto { Name = name, Domain = domain };
        // Its signature is no part of what the product reads: fields 4, 5 and 9 of the format.
        function.MergeFrom(new byte[] { 0x22, 1, (byte)'a', 0x2a, 1, (byte)'b', 0x4a, 2, 0x10, 17 });
        function.Node.Add(nodes);
        return function;
    }

    /// <summary>The network with a call between its last two operators.</summary>
    static byte[] Called(string domain, string name, params FunctionProto[] functions) =>
        Changed(model =>
        {
            var call = new NodeProto { Domain = domain, OpType = name };
            call.Input.Add(model.Graph.Node[1].Output[0]);
            call.Output.Add("called");
            model.Graph.Node[2].Input[0] = "called";
            model.Graph.Node.Insert(2, call);
            model.Functions.Add(functions);
            if (domain == "own")
                model.OpsetImport.Add(new OperatorSetIdProto { Domain = "own", Version = 1 });
        });

    static byte[] Changed(Action<ModelProto> change)
    {
        var model = ModelProto.Parser.ParseFrom(Torch());
        change(model);
        return model.ToByteArray();
    }

    static string Refused(byte[] onnx) =>
        Should.Throw<ModelException>(() => SignatureReader.Read(ModelContent.FromBytes(onnx), Request)).Message;
}
