using CsCheck;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Learning.Onnx;
using static Streaming.Inference.Tests.HandMadeModel;

namespace Streaming.Inference.Tests;

public class ModelLoadingTests
{
    [Fact]
    public void Our_own_models_name_their_features()
    {
        using var model = TestModels.LoadEnsemble(1);
        model.FeatureNames.ShouldBe(TestModels.FeatureNames);
        model.FeatureCount.ShouldBe(15);
        model.Hash.Length.ShouldBe(64);
        model.CheckFeatures(TestModels.FeatureNames);
    }

    [Theory]
    [InlineData("probabilities")]
    [InlineData("whatever_the_exporter_calls_it")]
    public void A_classifiers_score_is_its_second_probability(string output)
    {
        using var model = TestModels.Load(Classifier(output));
        var scores = new float[3];
        model.Score([0.4f, 0.5f, 0.6f], 3, scores);
        scores.ShouldBe([0.2f, 0.2f, 0.9f]);
    }

    [Fact]
    public void An_open_second_dimension_is_filled_in_by_the_feature_names()
    {
        var input = Value("X", Float, -1, -1);
        using var model = TestModels.Load(Identity(input, Value("Y", Float, -1, 1), """["a"]"""));
        model.FeatureCount.ShouldBe(1);
        Message(Identity(input, Value("Y", Float, -1, 1))).ShouldContain("how many features");
    }

    [Fact]
    public void Models_that_are_no_scorers_are_refused_with_what_is_wrong()
    {
        Message(Identity(Value("X", Float64, -1, 1), Value("Y", Float64, -1, 1))).ShouldContain("input 'X' must be a float tensor");
        Message(Identity(Value("X", Float, 8, 1), Value("Y", Float, 8, 1))).ShouldContain("exactly 8 rows");
        Message(Identity(Value("X", Float, -1, 5), Value("Y", Float, -1, 5)))
            .ShouldContain("which of its outputs is the score? It has 'Y'");
        Message(Identity(Value("X", Float, -1, 1), Value("Y", Float, -1, 1), """["a","b"]"""))
            .ShouldContain("takes 1 features but names 2");
        Message(Identity(Value("X", Float, -1, 1), Value("Y", Float, -1, 1), "{")).ShouldContain("must be a JSON array");
    }

    /// <summary>What a graph declares of its output is a claim: it is tried before the model is in use.</summary>
    [Fact]
    public void An_output_that_is_not_as_declared_is_told_when_the_model_is_loaded()
    {
        var input = Value("X", Float, -1, 1);
        foreach (var output in new[] { Value("Y", Float, 1, 1), Value("Y", Float, 5, 1) })
        {
            var onnx = Identity(input, output);
            var message = Message(onnx);
            message.ShouldContain(ModelContent.FromBytes(onnx).Hash);
            message.ShouldContain("output 'Y' is declared as [");
            message.ShouldContain("[2, 1] is expected");
        }
    }

    /// <summary>Where ONNX Runtime itself sees that the graph contradicts itself, it may leave the shape open.</summary>
    [Fact]
    public void An_output_of_no_shape_or_a_wrong_one_is_told_with_what_it_is()
    {
        var input = Value("X", Float, -1, 1);
        foreach (var output in new[] { Value("Y", Float, -1, 2), Value("Y", Float, -1), Value("Y", Float, -1, 1, 1) })
        {
            var message = Message(Identity(input, output));
            message.ShouldContain("'Y'");
            message.ShouldContain("[");
        }
    }

    [Fact]
    public void A_model_that_gives_one_score_for_a_whole_batch_is_refused() =>
        Message(Reduced(Value("X", Float, -1, 1), Value("Y", Float, -1, 1)))
            .ShouldContain("comes out as [1, 1] for 2 rows, where [2, 1] is expected");

    [Fact]
    public void A_model_that_fails_on_some_batches_is_named_with_the_batch()
    {
        using var model = TestModels.Load(OnlyFor(2, Value("X", Float, -1, 1), Value("Y", Float, -1, 1)));
        model.Score([1, 2], 2, new float[2]);
        var message = Should.Throw<ModelException>(() => model.Score([1, 2, 3], 3, new float[3])).Message;
        message.ShouldContain(model.Hash);
        message.ShouldContain("3 rows");
    }

    [Fact]
    public void A_model_for_other_features_is_refused_before_anything_is_scored()
    {
        using var model = TestModels.LoadEnsemble(1);
        Difference([.. TestModels.FeatureNames[..14], "other"]).ShouldContain("the topology lacks f14; the model does not know other");
        Difference([.. TestModels.FeatureNames[..14]]).ShouldContain("the topology lacks f14");
        Difference([.. TestModels.FeatureNames.Reverse()]).ShouldContain("number 1 is f0 in the model, f14 in the topology");
        using var nameless = TestModels.Load(Classifier());
        Should
            .Throw<ModelException>(() => nameless.CheckFeatures(["a", "b"]))
            .Message.ShouldContain("takes 1 features, the topology computes 2");
        nameless.CheckFeatures(["anything"]);

        string Difference(string[] features) => Should.Throw<ModelException>(() => model.CheckFeatures(features)).Message;
    }

    [Fact]
    public void Arbitrary_bytes_are_refused_and_never_crash() =>
        Gen.Byte.Array[0, 200].Sample(bytes => Should.Throw<ModelException>(() => TestModels.Load(bytes)), iter: 200);

    [Fact]
    public void Damaged_models_load_or_are_refused_and_never_crash()
    {
        var whole = TreeEnsembleOnnxWriter.Write(TestModels.Ensemble(1, trees: 2));
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, whole.Length])
            .Sample(
                damage =>
                {
                    var (at, value, length) = damage;
                    var bytes = whole.ToArray();
                    bytes[at] = value;
                    foreach (var candidate in new[] { bytes, whole[..length] })
                    {
                        try
                        {
                            TestModels.Load(candidate).Dispose();
                        }
                        catch (ModelException e)
                        {
                            e.Message.ShouldContain(ModelContent.FromBytes(candidate).Hash);
                        }
                    }
                },
                iter: 200
            );
    }

    [Fact]
    public void Where_cuda_cannot_be_had_the_cpu_scores_and_what_is_missing_is_said()
    {
        var log = new RecordingLogger();
        using var model = TestModels.Load(Classifier(), new InferenceOptions { Provider = ExecutionProvider.Cuda }, log);
        if (model.Provider == ExecutionProvider.Cuda)
            Assert.Skip("This build has the GPU package and this machine a device.");
        log.Events.ShouldBe([1401, 1400]);
        log.Texts[0].ShouldStartWith("CUDA is not available (");
        if (HasGpuPackage)
            log.Texts[0].ShouldMatch(@"\(lib\S+\.so\S* is missing: install CUDA and cuDNN|device");
        else
            log.Texts[0].ShouldContain("this build has no CUDA provider: build with -p:Gpu=true");
        EngineFingerprint.Of(model.Provider).ShouldContain(" cpu ");
    }

    /// <summary>The tests are built with <c>-p:Gpu=true</c>.</summary>
    static bool HasGpuPackage =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "libonnxruntime_providers_cuda.so", SearchOption.AllDirectories).Any();

    [Fact]
    public void A_provider_is_cpu_or_cuda()
    {
        InferenceOptions.ParseProvider("cuda").ShouldBe(ExecutionProvider.Cuda);
        Should.Throw<ModelException>(() => InferenceOptions.ParseProvider("tpu")).Message.ShouldContain("tpu");
    }

    [Fact]
    public void A_fingerprint_names_product_runtime_provider_and_instructions() =>
        EngineFingerprint.Of(ExecutionProvider.Cpu).ShouldMatch(@"^streaming/\d+\.\d+\.\d+ onnxruntime/\d+\.\d+\.\d+ cpu \w+/\w+$");

    static string Message(byte[] onnx) => Should.Throw<ModelException>(() => TestModels.Load(onnx)).Message;
}
