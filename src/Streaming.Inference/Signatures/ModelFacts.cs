using Streaming.Inference.Models;
using Streaming.Onnx;
using Streaming.Onnx.Reading;

namespace Streaming.Inference.Signatures;

/// <summary>What a model file says of itself.</summary>
/// <param name="Producer">What wrote it, such as <c>skl2onnx 1.17.0</c>; empty where it does not say.</param>
/// <param name="OperatorSets">Which operators it is made of, such as <c>ai.onnx 15</c>.</param>
/// <param name="Operators">How often each occurs, by name.</param>
public sealed record ModelFacts(string Producer, IReadOnlyList<string> OperatorSets, IReadOnlyDictionary<string, int> Operators)
{
    /// <exception cref="ModelException">It is no model, or one that must not be run.</exception>
    public static ModelFacts Of(ModelContent content)
    {
        ModelProto model;
        try
        {
            model = OnnxFile.Read(content.Bytes.Span);
        }
        catch (OnnxFileException e)
        {
            throw new ModelException($"The model cannot be served: {e.Message}.", e);
        }

        return new ModelFacts(
            $"{model.ProducerName} {model.ProducerVersion}".Trim(),
            [.. model.OpsetImport.Select(o => $"{(o.Domain.Length == 0 ? "ai.onnx" : o.Domain)} {o.Version}")],
            model
                .Graph.Node.GroupBy(n => n.OpType, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal)
        );
    }
}
