using System.Text.Json;

namespace Streaming.Explanations.Trees;

/// <summary>
/// How many training rows (or what weight of them) passed each node of a tree: what path-dependent SHAP takes for the distribution of the
/// features that it leaves out.
/// </summary>
/// <param name="Splits">One a split, above 0.</param>
/// <param name="Leaves">One a leaf, not below 0.</param>
public sealed record TreeCovers(IReadOnlyList<double> Splits, IReadOnlyList<double> Leaves)
{
    /// <summary>The cover of a child as splits name it.</summary>
    internal double Of(int child) => child >= 0 ? Splits[child] : Leaves[~child];

    /// <summary>As the registry keeps those of a model. JSON: for each tree, the counts of its splits and of its leaves.</summary>
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
