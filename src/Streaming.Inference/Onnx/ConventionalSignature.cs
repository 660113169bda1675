using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Streaming.Inference.Models;
using Streaming.Inference.Signatures;

namespace Streaming.Inference.Onnx;

/// <summary>
/// The signature of a model that says by itself how it is served, as those trained here do: one float32 input of shape [rows, features],
/// and one float32 output that holds the score: [rows], [rows, 1], or [rows, 2] with the second class's probability in the second column.
/// </summary>
/// <param name="Signature">How it is served.</param>
/// <param name="FeatureNames">Names of the columns where the model carries them (<see cref="OnnxModel.FeaturesKey"/>), else null.</param>
sealed record ConventionalSignature(ModelSignature Signature, IReadOnlyList<string>? FeatureNames)
{
    /// <summary>Names by which exporters call the output wanted here, the best first.</summary>
    static readonly string[] ScoreNames = ["score", "probabilities", "probability", "output_probability"];

    internal static ConventionalSignature Of(InferenceSession session, string hash)
    {
        if (session.InputMetadata.Count != 1)
        {
            throw new ModelException(
                $"Model {hash} has {session.InputMetadata.Count} inputs ({Names(session.InputMetadata)}); it must have one, a float "
                    + "tensor [rows, features]."
            );
        }

        var (inputName, input) = session.InputMetadata.First();
        if (!IsFloatTensor(input) || input.Dimensions.Length != 2)
            throw new ModelException($"Model {hash}: input '{inputName}' must be a float tensor of shape [rows, features].");
        if (input.Dimensions[0] > 0)
        {
            throw new ModelException(
                $"Model {hash}: input '{inputName}' takes exactly {input.Dimensions[0]} rows; export it with a dynamic first dimension."
            );
        }

        var names = ReadFeatureNames(session, hash);
        var width =
            input.Dimensions[1] > 0
                ? input.Dimensions[1]
                : names?.Length
                    ?? throw new ModelException(
                        $"Model {hash} does not say how many features it takes: give its input a fixed second dimension, or name them in "
                            + $"the metadata entry '{OnnxModel.FeaturesKey}'."
                    );
        if (names is not null && names.Length != width)
        {
            throw new ModelException(
                $"Model {hash} takes {width} features but names {names.Length} in its metadata entry '{OnnxModel.FeaturesKey}'."
            );
        }

        var signature = new ModelSignature
        {
            Inputs =
            [
                new ModelInput(
                    inputName,
                    NumberType.Float32,
                    IsVector: false,
                    names ?? [.. Enumerable.Range(1, width).Select(n => $"{n}")]
                ),
            ],
            Output = FindScore(session, hash),
            MatchedBy = names is null ? FeatureMatching.Order : FeatureMatching.Names,
        };
        return new ConventionalSignature(signature, names);
    }

    static string[]? ReadFeatureNames(InferenceSession session, string hash)
    {
        try
        {
            return session.ModelMetadata.CustomMetadataMap.TryGetValue(OnnxModel.FeaturesKey, out var json)
                ? JsonSerializer.Deserialize<string[]>(json)
                : null;
        }
        // ONNX Runtime's wrapper fails in its own ways on metadata with null or doubled keys.
        catch (Exception e) when (e is JsonException or NullReferenceException or ArgumentException)
        {
            throw new ModelException($"Model {hash}: the metadata entry '{OnnxModel.FeaturesKey}' must be a JSON array of strings.", e);
        }
    }

    static ModelOutput FindScore(InferenceSession session, string hash)
    {
        var candidates = session.OutputMetadata.Where(o => IsFloatTensor(o.Value) && HoldsScores(o.Value.Dimensions)).ToArray();
        var named = ScoreNames.Select(n => candidates.FirstOrDefault(c => c.Key == n)).FirstOrDefault(c => c.Key is not null);
        var found =
            named.Key is not null ? named
            : candidates.Length == 1 ? candidates[0]
            : throw new ModelException(
                $"Model {hash}: which of its outputs is the score? It has "
                    + $"{string.Join(", ", session.OutputMetadata.Select(o => Describe(o.Key, o.Value)))}. "
                    + "Wanted is one float tensor [rows, 1] named 'score', or [rows, 2] named 'probabilities' "
                    + "(a classifier exported without ZipMap: options={'zipmap': False})."
            );

        var columns = found.Value.Dimensions.Length == 1 ? 1 : found.Value.Dimensions[1];
        return new ModelOutput(found.Key, NumberType.Float32, found.Value.Dimensions.Length == 1, columns, columns - 1);
    }

    static bool HoldsScores(int[] dimensions) =>
        dimensions switch
        {
            [_] => true,
            [_, 1 or 2] => true,
            _ => false,
        };

    static bool IsFloatTensor(NodeMetadata node) =>
        node.OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR && node.ElementDataType == TensorElementType.Float;

    static string Describe(string name, NodeMetadata node) =>
        node.OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR
            ? $"'{name}' ({node.ElementDataType} {Shape(node.Dimensions)})"
            : $"'{name}' (no tensor)";

    /// <summary>As graphs write them: -1 for what is open.</summary>
    internal static string Shape(IEnumerable<int> dimensions) => $"[{string.Join(", ", dimensions.Select(d => d < 0 ? "any" : $"{d}"))}]";

    static string Names(IReadOnlyDictionary<string, NodeMetadata> nodes) => string.Join(", ", nodes.Select(n => $"'{n.Key}'"));
}
