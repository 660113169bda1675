using System.Text;
using Streaming.Lineage.Batches;
using Streaming.Store.HashChains;

namespace Streaming.Lineage.Topologies;

/// <summary>A text of a topology under which a pipeline was started.</summary>
/// <param name="Version">As the text says.</param>
/// <param name="Hash">SHA-256 (hex) of the text in UTF-8: what batches name (<see cref="BatchHeader.TopologyHash"/>).</param>
/// <param name="Text">The file, whole.</param>
/// <param name="Follows">Hashes of the texts under which lineage had been written when this one was recorded.</param>
/// <param name="RecordedAt">When.</param>
public sealed record RecordedTopology(int Version, string Hash, string Text, IReadOnlyList<string> Follows, DateTimeOffset RecordedAt);

/// <summary>A pipeline was started under a text. Lies in the topology's stream; the text as bytes, since not every text may stand in a
/// jsonb column.</summary>
sealed record TopologyRecorded(int Version, string Hash, byte[] Text, string[] Follows, DateTimeOffset At) : ChainedEvent<TopologyRecorded>
{
    public const string Name = "topology_recorded";

    public override string TypeName() => Name;

    public RecordedTopology Tell() => new(Version, Hash, Encoding.UTF8.GetString(Text), Follows, At);
}
