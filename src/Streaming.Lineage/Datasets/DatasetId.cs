using System.Text.Json;
using System.Text.Json.Nodes;
using Streaming.Events.Time;
using Streaming.Lineage.Evidence;

namespace Streaming.Lineage.Datasets;

/// <summary>
/// Name of a dataset: the root (64 hex digits) of the hash tree whose first leaf says what was taken out of lineage, and whose others are
/// the ranges of lineage that it came from, each with the root over the hashes of its batches. Whoever makes the same rows from the same
/// lineage gets the same id; an altered or missing batch gives another.
/// </summary>
public static class DatasetId
{
    const int Format = 1;

    /// <param name="topology">Whose lineage.</param>
    /// <param name="features">Which features, in order.</param>
    /// <param name="target">The label that was looked for.</param>
    /// <param name="from">First event time.</param>
    /// <param name="to">Event time before which rows were taken.</param>
    /// <param name="ranges">What was read, in order.</param>
    /// <param name="rule">Which of several labels of a row was taken; empty: the latest, however late.</param>
    public static string Of(
        string topology,
        IReadOnlyList<string> features,
        string target,
        Timestamp from,
        Timestamp to,
        IReadOnlyList<DatasetRange> ranges,
        string rule = ""
    )
    {
        byte[][] leaves =
        [
            Leaf([
                "dataset",
                Format,
                topology,
                target,
                from.Micros,
                to.Micros,
                new JsonArray([.. features.Select(f => JsonValue.Create(f))]),
                .. rule.Length == 0 ? (JsonNode[])[] : [rule],
            ]),
            .. ranges.Select(r => Leaf([r.Stream, r.Table, r.First, r.Last, r.Batches, r.Root])),
        ];
        return Convert.ToHexStringLower(MerkleTree.Root(leaves));
    }

    static byte[] Leaf(JsonArray statement) => MerkleTree.Leaf([], JsonSerializer.SerializeToUtf8Bytes(statement));
}
