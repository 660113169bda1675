using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Events.Time;
using Streaming.Lineage.Evidence;

namespace Streaming.Lineage.Retention;

/// <summary>
/// What an operator vouches for when the beginnings of streams are removed: where each now begins, what its chain goes on from, and what
/// is gone. Verification begins there; a beginning that is gone without such a statement is a fault.
/// </summary>
/// <param name="Format">See <see cref="CurrentFormat"/>.</param>
/// <param name="Topology">Name of the topology.</param>
/// <param name="MadeAt">When.</param>
/// <param name="Keep">The rule: how long lineage is kept, as topology files write durations.</param>
/// <param name="Key">Fingerprint of the key that signs.</param>
/// <param name="Streams">Every stream of which something is removed, ordered by name.</param>
public sealed record CutStatement(
    string Format,
    string Topology,
    Timestamp MadeAt,
    string Keep,
    string Key,
    IReadOnlyList<StreamCut> Streams
)
{
    /// <summary>The format that this release writes.</summary>
    public const string CurrentFormat = "streaming-cut/1";

    /// <summary>Who asked for it; null where nobody knows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? By { get; init; }

    /// <summary>The reason they gave.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Why { get; init; }

    internal SignedText Sign(OperatorKey key) =>
        SignedText.Sign(JsonSerializer.SerializeToUtf8Bytes(this, EvidenceJson.Line), key.Key, SignedKind.Cut);

    /// <exception cref="EvidenceException">It is not signed by this key, or is no such statement.</exception>
    internal static CutStatement Open(SignedText signed, OperatorKey key) => Read(signed.Open(key.Key, SignedKind.Cut));

    /// <summary>What it says, whoever signed it.</summary>
    internal static CutStatement Read(SignedText signed) => Read(signed.Text());

    static CutStatement Read(byte[] text)
    {
        var content = EvidenceJson.Read<CutStatement>(text, "what is signed");
        return content.Format == CurrentFormat
            ? content
            : throw new EvidenceException($"it is of format {content.Format}; this product reads {CurrentFormat}");
    }
}
