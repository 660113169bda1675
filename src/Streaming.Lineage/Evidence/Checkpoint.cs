using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Events.Time;
using Streaming.Store.HashChains;

namespace Streaming.Lineage.Evidence;

/// <summary>
/// What an operator vouches for: where every stream of a topology ended, and what was in it since the checkpoint before.
/// Kept elsewhere, it shows when the end of a stream was cut off or the whole store rewritten; and with it any record of
/// its batches can be proved.
/// </summary>
/// <param name="Format">See <see cref="CurrentFormat"/>.</param>
/// <param name="Topology">Name of the topology.</param>
/// <param name="MadeAt">When, microseconds since 1970 UTC.</param>
/// <param name="Previous">SHA-256 (hex) of the text of the checkpoint before; null for a first one.</param>
/// <param name="Streams">Every stream that has batches, ordered by name.</param>
public sealed record Checkpoint(string Format, string Topology, Timestamp MadeAt, string? Previous, IReadOnlyList<StreamCheckpoint> Streams)
{
    /// <summary>What <c>format</c> says in those written today.</summary>
    public const string CurrentFormat = "streaming-checkpoint/1";

    /// <summary>Where the histories of models and of the topology's texts ended, by name; null in a checkpoint of an earlier
    /// release.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<HistoryHead>? Histories { get; init; }

    /// <summary>Signs the text of it.</summary>
    public SignedCheckpoint Sign(OperatorKey key) =>
        new(SignedText.Sign(JsonSerializer.SerializeToUtf8Bytes(this, EvidenceJson.Line), key.Key, SignedKind.Checkpoint), this);
}

/// <summary>One stream in a checkpoint.</summary>
/// <param name="Stream">Its name.</param>
/// <param name="After">Last version that the checkpoint before covers; 0 where there is none.</param>
/// <param name="Version">Last version that this one covers.</param>
/// <param name="Head">Hash of that version in the chain, hex.</param>
/// <param name="Root">Root of the tree over the statements of the versions in between (<see cref="BatchStatement"/>), hex.</param>
public sealed record StreamCheckpoint(string Stream, long After, long Version, string Head, string Root);
