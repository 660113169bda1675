using System.Text.Json;
using Streaming.Explanations;
using Streaming.Explanations.Onnx;
using Streaming.Explanations.Trees;
using Streaming.Inference.Models;
using Streaming.Learning.Data;

namespace Streaming.Learning.Provenance;

/// <summary>How many training rows passed each node of a model's trees, as the registry keeps it: for explanations along paths.</summary>
public static class StoredCovers
{
    /// <summary>Counted over the rows that it was trained on.</summary>
    /// <returns>Null for a model without trees, or whose trees have splits that no row passes.</returns>
    public static IReadOnlyList<TreeCovers>? Of(ModelContent content, TrainingSet set)
    {
        try
        {
            return OnnxTrees.Read(content.Bytes.ToArray()).WithCoversOf(set.Features).Covers;
        }
        catch (ExplanationException)
        {
            return null;
        }
    }

    /// <summary>JSON: for each tree, the counts of its splits and of its leaves.</summary>
    public static byte[] ToBytes(IReadOnlyList<TreeCovers> covers) =>
        JsonSerializer.SerializeToUtf8Bytes(covers.Select(tree => new[] { tree.Splits, tree.Leaves }));

    /// <summary>What <see cref="ToBytes"/> gave.</summary>
    /// <exception cref="JsonException">They are something else.</exception>
    public static IReadOnlyList<TreeCovers> FromBytes(ReadOnlySpan<byte> bytes) =>
        [
            .. (JsonSerializer.Deserialize<double[][][]>(bytes) ?? []).Select(tree =>
                tree is [var splits, var leaves] ? new TreeCovers(splits, leaves) : throw new JsonException("A tree has splits and leaves.")
            ),
        ];
}
