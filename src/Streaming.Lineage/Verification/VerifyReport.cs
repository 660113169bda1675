using Streaming.Lineage.Batches;
using Streaming.Lineage.Retention;

namespace Streaming.Lineage.Verification;

/// <summary>What is wrong with recorded history.</summary>
public enum FaultKind
{
    /// <summary>The bytes of a batch are not those that were hashed.</summary>
    Altered,

    /// <summary>A batch, or the end of a stream, is not there.</summary>
    Missing,

    /// <summary>The batch is genuine and belongs to another version of the same stream.</summary>
    Reordered,

    /// <summary>The batch is genuine by itself and belongs to another stream or another history.</summary>
    Spliced,

    /// <summary>The chain holds; a lookup row or merged filter is not what the batches say. Records may not be found.</summary>
    IndexDiffers,

    /// <summary>The chain holds; a stored state snapshot is not the one it names. It is not used: state is restored from rows.</summary>
    SnapshotDiffers,

    /// <summary>The chain holds; a model that scored a batch is gone, or its bytes are others: the batch cannot be replayed.</summary>
    ModelLost,

    /// <summary>The chain holds; the topology's text under which a batch was written is gone or altered: the batch cannot be
    /// replayed.</summary>
    TopologyLost,

    /// <summary>The chain of batches holds; the history of a model's versions or of a topology's texts is not what was written.</summary>
    HistoryDiffers,

    /// <summary>Lineage was removed under a statement that is not signed, or not by the key that it has to be.</summary>
    CutUnsigned,
}

/// <summary>The first thing wrong with a stream.</summary>
/// <param name="Stream">The stream; none where it is none of batches.</param>
/// <param name="Message">A sentence for a person that names stream and version.</param>
public sealed record LineageFault(FaultKind Kind, StreamKey Stream, long Version, string Message);

/// <param name="Stream">The stream.</param>
/// <param name="Versions">Batches up to the first fault, or all.</param>
/// <param name="Records">Rows, labels and rejected records that were read.</param>
/// <param name="Tail">The last batch of a sound chain: worth keeping elsewhere, as an anchor for a later verification. Null where the chain
/// is broken.</param>
/// <param name="Chain">The first break of the chain; nothing after it was looked at. Null: the chain holds.</param>
/// <param name="Index">The first wrong lookup row; null: all are right, as far as the chain was followed.</param>
public sealed record StreamVerdict(
    StreamKey Stream,
    long Versions,
    long Records,
    LineageTail? Tail,
    LineageFault? Chain,
    LineageFault? Index
)
{
    /// <summary>The first snapshot that is not the one a batch names; null: all are, or the chain is broken before.</summary>
    public LineageFault? Snapshot { get; init; }

    /// <summary>What was removed of its beginning; null: it is whole.</summary>
    public RecordedCut? Cut { get; init; }

    /// <summary>Content hashes of the models that scored its batches, each with the first version that names it.</summary>
    public IReadOnlyDictionary<string, long> Models { get; init; } = new Dictionary<string, long>();

    /// <summary>Hashes of the topology's texts that its batches were written under, each with the first version that names it.</summary>
    public IReadOnlyDictionary<string, long> Topologies { get; init; } = new Dictionary<string, long>();
}

/// <summary>What a verification found.</summary>
/// <param name="Streams">Every stream, with its first fault.</param>
public sealed record VerifyReport(IReadOnlyList<StreamVerdict> Streams)
{
    /// <summary>Whether nothing was found.</summary>
    public bool IsSound => !Faults.Any();

    /// <summary>What lineage names and is not there (see <see cref="ModelCheck"/> and <see cref="TopologyCheck"/>), and what is there and
    /// belongs to none of it.</summary>
    public IReadOnlyList<LineageFault> Lost { get; init; } = [];

    /// <summary>Breaks of the chain first.</summary>
    public IEnumerable<LineageFault> Faults =>
        Streams
            .Select(s => s.Chain)
            .Concat(Streams.Select(s => s.Index))
            .Concat(Streams.Select(s => s.Snapshot))
            .OfType<LineageFault>()
            .Concat(Lost);
}

/// <summary>How far a verification has come; reported every few batches, from several threads.</summary>
/// <param name="Stream">The stream it concerns.</param>
/// <param name="Version">Last version verified.</param>
/// <param name="LastVersion">Version to reach.</param>
public readonly record struct VerifyProgress(StreamKey Stream, long Version, long LastVersion);
