using Streaming.Lineage.Topologies;

namespace Streaming.Lineage.Verification;

/// <summary>Whether every text of the topology that lineage was written under is there, as it was.</summary>
static class TopologyCheck
{
    /// <summary>The report with what was found added.</summary>
    public static async Task<VerifyReport> AddAsync(
        VerifyReport report,
        string topology,
        TopologyHistory history,
        CancellationToken stop = default
    )
    {
        var (known, altered) = await KnownAsync(topology, history, stop);
        var lost = report
            .Streams.SelectMany(s => s.Topologies, (s, t) => (s.Stream, Hash: t.Key, Version: t.Value))
            .Where(named => !known.Contains(named.Hash))
            .Select(named => new LineageFault(
                FaultKind.TopologyLost,
                named.Stream,
                named.Version,
                $"batch {named.Stream}/{named.Version} was written under a topology's text that cannot be had any more, with hash "
                    + $"{named.Hash}{altered}"
            ));
        return report with { Lost = [.. report.Lost, .. lost] };
    }

    static async Task<(HashSet<string> Hashes, string Altered)> KnownAsync(string topology, TopologyHistory history, CancellationToken stop)
    {
        try
        {
            return ([.. (await history.ReadAsync(topology, stop)).Select(t => t.Hash)], "");
        }
        catch (LineageCorruptException e)
        {
            return ([], $": {e.Message}");
        }
    }
}
