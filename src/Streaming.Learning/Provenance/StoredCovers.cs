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
}
