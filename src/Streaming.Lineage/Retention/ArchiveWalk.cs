using Streaming.Lineage.Batches;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Format;
using Streaming.Lineage.Verification;

namespace Streaming.Lineage.Retention;

/// <summary>Goes through the batches of one cut and holds them against its statement, which names the hash of the last.</summary>
sealed class ArchiveWalk(StreamKey stream, StreamCut cut)
{
    ChainWalk? _walk;
    StreamTotals _removed = StreamTotals.Zero;

    public void Next(long version, byte[] stored)
    {
        _walk ??= Begin(version, stored);
        if (_walk.Next(version, stored, out _) is { } fault)
            throw new EvidenceException(fault.Message);
        _removed = _removed.Plus(_walk.Facts.Totals);
    }

    public void End()
    {
        if (_walk is null || _walk.End(cut.First - 1) is { } fault && fault.Kind == FaultKind.Missing)
            throw new EvidenceException($"of batches {cut.From} to {cut.First - 1} of {stream}, the last are missing");
        if (_walk.Tail.Version != cut.First - 1 || Convert.ToHexStringLower(_walk.Tail.Hash) != cut.Head)
            throw new EvidenceException($"batch {stream}/{cut.First - 1}, or one before it, is not the one that was removed");
        if ((_removed.Rows, _removed.Labels, _removed.Rejected) != (cut.Removed.Rows, cut.Removed.Labels, cut.Removed.Rejected))
            throw new EvidenceException($"the records of {stream} in it are not as many as were removed");
    }

    /// <summary>What comes before is not in the file: the hash of the last batch, which is signed, vouches for all that lead to
    /// it.</summary>
    ChainWalk Begin(long version, byte[] stored)
    {
        if (version != cut.From || stored.Length < StoredEvent.PrefixSize)
            throw new EvidenceException($"it begins with batch {stream}/{version}, and the statement says {cut.From}");
        var before = StreamTotals.Zero;
        try
        {
            var first = StoredEvent.OpenUnchecked(stream, version, stored);
            before = first.Header.Totals;
            // Counts of what lies before: those after the batch less its own.
            var own = Index.TableFacts.Of(first.Header, first.Table).Totals;
            before = before with
            {
                Rows = before.Rows - own.Rows,
                Labels = before.Labels - own.Labels,
                Rejected = before.Rejected - own.Rejected,
                Control = before.Control - own.Control,
                Outcomes = before.Outcomes.ToDictionary(
                    o => o.Key,
                    o => o.Value - own.Outcomes.GetValueOrDefault(o.Key),
                    StringComparer.Ordinal
                ),
            };
        }
        catch (Topology.StreamingException)
        {
            // The walk says what is wrong with it.
        }

        return new ChainWalk(stream, [], new LineageTail(stream, version - 1, stored[..ChainHash.Size], null), before);
    }
}
