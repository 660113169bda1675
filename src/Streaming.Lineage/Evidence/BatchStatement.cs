using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Evidence;

/// <summary>What a checkpoint says of one batch: its place, its hash in the chain, who scored it, and the tree of its records.</summary>
/// <param name="Stream">Name of the stream (<see cref="StreamKey"/>).</param>
/// <param name="Version">Version in the stream.</param>
/// <param name="Hash">Hash in the chain, hex.</param>
/// <param name="WrittenAt">Microseconds since 1970 UTC.</param>
/// <param name="TopologyVersion">Version of the topology file in force.</param>
/// <param name="TopologyHash">SHA-256 of its text, hex.</param>
/// <param name="ModelName">Null where no model scored.</param>
/// <param name="ModelVersion">Version in the registry.</param>
/// <param name="ModelHash">SHA-256 of the model file, hex.</param>
/// <param name="Engine">Fingerprint of the engine that scored.</param>
/// <param name="Records">Leaves of the tree of its records.</param>
/// <param name="RecordsRoot">Root of that tree, hex.</param>
public sealed record BatchStatement(
    string Stream,
    long Version,
    string Hash,
    Timestamp WrittenAt,
    int TopologyVersion,
    string TopologyHash,
    string? ModelName,
    int ModelVersion,
    string? ModelHash,
    string Engine,
    int Records,
    string RecordsRoot
)
{
    /// <summary>Every version that scored the batch, in the order that column <c>_decided_by</c> counts; left out where the one above was
    /// alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ScoringVersion>? ScoredBy { get; init; }

    internal static BatchStatement Of(LineageBatch batch, RecordTree records)
    {
        var header = batch.Header;
        return new BatchStatement(
            batch.Stream.ToString(),
            batch.Version,
            Convert.ToHexStringLower(batch.Hash),
            header.WrittenAt,
            header.TopologyVersion,
            header.TopologyHash,
            header.Model?.Name,
            header.Model?.Version ?? 0,
            header.Model?.Hash,
            header.EngineFingerprint,
            records.Count,
            Convert.ToHexStringLower(records.Root)
        )
        {
            ScoredBy =
                header.ScoredBy.Count > 1
                    ? [.. header.ScoredBy.Select(m => new ScoringVersion(m.Role.ToString().ToLowerInvariant(), m.Name, m.Version, m.Hash))]
                    : null,
        };
    }

    /// <summary>One line of JSON, the same bytes for ever: a leaf of the stream's tree (which needs no salt: the hash is as
    /// good).</summary>
    internal byte[] Text() => JsonSerializer.SerializeToUtf8Bytes(this, EvidenceJson.Line);
}

/// <summary>A version that scored a batch.</summary>
/// <param name="Role"><c>champion</c>, <c>canary</c>, <c>shadow</c> or <c>rule</c>.</param>
/// <param name="Model">Name in the registry; empty for the rule.</param>
/// <param name="Version">Version in the registry.</param>
/// <param name="Hash">SHA-256 of the model file, hex; empty for the rule.</param>
public sealed record ScoringVersion(string Role, string Model, int Version, string Hash);
