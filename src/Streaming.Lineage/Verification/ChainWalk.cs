using Streaming.Lineage.Batches;
using Streaming.Lineage.Format;
using Streaming.Lineage.Index;
using Streaming.Topology;

namespace Streaming.Lineage.Verification;

/// <summary>
/// Follows one stream's chain batch by batch: stored bytes in, the first fault out. Knows no database.
/// </summary>
/// <param name="stream">The stream.</param>
/// <param name="others">Streams a batch might have been taken from.</param>
/// <param name="start">The batch before the first one that is there; null: there is none, the stream is whole.</param>
/// <param name="before">The stream's counts up to that one.</param>
sealed class ChainWalk(StreamKey stream, IReadOnlyList<StreamKey> others, LineageTail? start = null, StreamTotals? before = null)
{
    /// <summary>How far to either side a batch that is in the wrong place is looked for.</summary>
    const long Reach = 1_024;

    /// <summary>Set when a batch did not name its predecessor's hash: which of the two is wrong shows with the batch after.</summary>
    bool _broken;

    readonly long _first = (start?.Version ?? 0) + 1;

    /// <summary>The last batch taken.</summary>
    public LineageTail Tail { get; private set; } = start ?? LineageTail.Start(stream);

    /// <summary>The last batch taken, or the one before it, is wrong; the next one shows which.</summary>
    public bool IsBroken => _broken;

    /// <summary>What the tables of the last batch taken say.</summary>
    public TableFacts Facts { get; private set; } = TableFacts.Of(new BatchHeader { Positions = [] }, []);

    /// <summary>Takes the next stored batch; null while no fault is certain.</summary>
    public LineageFault? Next(long version, byte[] stored, out LineageBatch? batch)
    {
        batch = null;
        if (version != Tail.Version + 1)
            return Fault(FaultKind.Missing, Tail.Version + 1, $"is missing: the next one there is {version}");
        try
        {
            batch = StoredEvent.OpenUnchecked(stream, version, stored);
            if (Misplaced(batch) is { } fault)
                return fault;
            RefuseLink(batch);
            var linked = batch.PreviousHash.AsSpan().SequenceEqual(Tail.Hash);
            if (_broken)
                return linked ? Rewritten(version - 2) : Spliced(version - 1);
            _broken = !linked;
            Facts = TableFacts.Of(batch.Header, batch.Table);
            if (!_broken && !(Tail.Header?.Totals ?? before ?? StreamTotals.Zero).Plus(Facts.Totals).Same(batch.Header.Totals))
                return Fault(FaultKind.Altered, version, "states counts that do not follow from the batches before it");
        }
        catch (LineageNewerException) when (IsGenuine(version, stored))
        {
            throw;
        }
        catch (StreamingException e)
        {
            // Whoever rewrites a batch and seals it anew may write tables of any columns: what cannot be read as a batch is no batch.
            return Fault(FaultKind.Altered, version, $"was altered: {(e.InnerException as LineageCorruptException ?? e).Message}");
        }

        Tail = batch.AsTail();
        return null;
    }

    /// <summary>The stream is at its end, and is known to have reached a version; null when all is well.</summary>
    public LineageFault? End(long knownVersion)
    {
        if (_broken)
            return Tail.Version == _first ? Spliced(_first) : Rewritten(Tail.Version - 1);
        return knownVersion <= Tail.Version
            ? null
            : Fault(FaultKind.Missing, Tail.Version + 1, $"is missing: the stream ends here, and had reached version {knownVersion}");
    }

    /// <summary>What the first batch of a segment says of the batch before must be what that batch is.</summary>
    static void RefuseLink(LineageBatch batch)
    {
        if (batch.Header.SegmentBefore is not { } link)
            return;
        if (link.Stream != batch.Stream.ToString() || link.Version != batch.Version - 1 || link.Version < 1)
            throw new LineageCorruptException($"it says that it continues {link.Stream}/{link.Version}");
        if (link.Hash != Convert.ToHexStringLower(batch.PreviousHash))
            throw new LineageCorruptException("it names another hash of the batch before than the one that it is chained to");
    }

    /// <summary>A batch whose hash is not that of its bytes in this place: altered, or genuine somewhere else.</summary>
    LineageFault? Misplaced(LineageBatch batch)
    {
        if (IsGenuine(batch))
            return null;
        for (var distance = 1L; distance <= Reach; distance++)
        {
            foreach (var version in new[] { batch.Version - distance, batch.Version + distance })
            {
                if (version > 0 && IsGenuine(batch with { Version = version }))
                    return Fault(FaultKind.Reordered, batch.Version, $"was reordered: what lies there is version {version}");
            }
        }

        return others.FirstOrDefault(other => IsGenuine(batch with { Stream = other })) is { Topology: not null } source
            ? Fault(FaultKind.Spliced, batch.Version, $"was spliced in from stream {source}")
            : Fault(FaultKind.Altered, batch.Version, "was altered: its bytes do not match their hash");
    }

    LineageFault Rewritten(long version) =>
        version < _first
            ? Spliced(_first)
            : Fault(FaultKind.Altered, version, "was rewritten: it matches its own hash, and not the one the next batch was chained to");

    LineageFault Spliced(long version) => Fault(FaultKind.Spliced, version, "was spliced in: it continues another history");

    LineageFault Fault(FaultKind kind, long version, string what) => new(kind, stream, version, $"batch {stream}/{version} {what}");

    /// <summary>What a later release wrote here is told as such; what only claims to be is as altered as anything else.</summary>
    bool IsGenuine(long version, byte[] stored) =>
        ChainHash
            .Compute(stored.AsSpan(0, ChainHash.Size), stream, version, StoredEvent.Type, stored.AsSpan(StoredEvent.PrefixSize))
            .AsSpan()
            .SequenceEqual(stored.AsSpan(ChainHash.Size, ChainHash.Size));

    static bool IsGenuine(LineageBatch batch) => StoredEvent.ComputeHash(batch).AsSpan().SequenceEqual(batch.Hash);
}
