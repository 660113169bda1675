using System.Collections.Concurrent;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Lineage.Topologies;
using Streaming.Topology;
using Streaming.Topology.Evolution;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Evolution;

/// <summary>
/// Lets a pipeline go on only where the topology it runs follows from what its lineage was written under: at the start for
/// all that was written, and again for each partition it is given, since other processes may have gone on meanwhile.
/// </summary>
sealed class TopologyGate(PipelinePlan plan, LineageStore store, RecordedPlans recorded)
{
    readonly ConcurrentDictionary<string, bool> _passed = new(StringComparer.Ordinal) { [plan.Topology.ContentHash] = true };

    /// <summary>Before anything moves.</summary>
    /// <exception cref="StreamingException">This topology cannot go on; the message lists every reason.</exception>
    public async Task PassAsync(CancellationToken stop)
    {
        RefuseOtherThanItsText();
        var tails = await TailsAsync(stop);
        var history = await store.Topologies.ReadAsync(plan.Topology.Name, stop);
        foreach (var tail in tails)
            await PassAsync(tail, stop);
        // Not only what was written last: a name that once meant something must not come back with another meaning.
        foreach (var earlier in Before(tails.Select(t => t.TopologyHash), history).OrderByDescending(e => e.Version))
        {
            await PassAsync(
                new BatchHeader
                {
                    Positions = [],
                    TopologyHash = earlier.Hash,
                    TopologyVersion = earlier.Version,
                },
                stop
            );
        }
    }

    /// <summary>Keeps the text, before the first batch names it.</summary>
    public async Task RecordAsync(DateTimeOffset now, CancellationToken stop)
    {
        var tails = await TailsAsync(stop);
        await store.Topologies.RecordAsync(
            plan.Topology.Name,
            plan.Topology.Version,
            plan.Topology.Text,
            [.. tails.Select(t => t.TopologyHash)],
            now,
            stop
        );
    }

    /// <summary>For a partition whose lineage ends with this batch.</summary>
    /// <exception cref="StreamingException">A newer version, or another text of the same one, has written there meanwhile.</exception>
    public async Task TakeOverAsync(StreamKey stream, BatchHeader tail, CancellationToken stop)
    {
        if (tail.TopologyHash == plan.Topology.ContentHash)
            return;
        if (tail.TopologyVersion > plan.Topology.Version)
        {
            throw new StreamingException(
                $"{stream}: version {tail.TopologyVersion} of the topology has written here, and this process runs version "
                    + $"{plan.Topology.Version}. "
                    + "Stop this process, or start it with the newer file."
            );
        }

        await PassAsync(tail, stop);
    }

    async Task PassAsync(BatchHeader written, CancellationToken stop)
    {
        if (_passed.ContainsKey(written.TopologyHash))
            return;
        var earlier = (await recorded.OfAsync(written, stop)).Topology;
        var faults = TopologyEvolution.Compare(earlier, plan.Topology).Where(c => !c.GoesLive).ToList();
        // Read backwards, every difference would be a fault; that it goes backwards is what there is to say.
        if (earlier.Version > plan.Topology.Version)
            faults = [faults.First(f => f.Path == "version")];
        if (faults.Count > 0)
            throw new EvolutionException(earlier, plan.Topology, faults);
        _passed[written.TopologyHash] = true;
    }

    /// <summary>The last batch of each text that some partition's lineage ends with, the newest first.</summary>
    async Task<List<BatchHeader>> TailsAsync(CancellationToken stop) =>
        [
            .. (await store.ListStreamsAsync(plan.Topology.Name, stop))
                // Requests leave no state that a text has to go on from.
                .Where(s => !s.Stream.IsRequests)
                .Select(s => s.Header)
                .DistinctBy(h => h.TopologyHash)
                .OrderByDescending(h => h.TopologyVersion),
        ];

    /// <summary>What was written before these, as far back as it goes: a text that was recorded and never written under is none of
    /// it.</summary>
    static HashSet<RecordedTopology> Before(IEnumerable<string> hashes, IReadOnlyList<RecordedTopology> history)
    {
        var found = new HashSet<RecordedTopology>();
        var next = new Queue<string>(hashes);
        while (next.TryDequeue(out var hash))
        {
            foreach (var text in history.Where(h => h.Hash == hash && found.Add(h)))
            {
                foreach (var earlier in text.Follows)
                    next.Enqueue(earlier);
            }
        }

        return found;
    }

    /// <summary>Lineage will name the text: what runs must be what it says.</summary>
    void RefuseOtherThanItsText()
    {
        var topology = plan.Topology;
        var differences = TopologyEvolution.Compare(TopologyLoader.Parse(topology.Text, topology.File), topology);
        if (differences.Count > 0)
        {
            throw new InvalidOperationException(
                $"The model of {topology.Name} was changed beside its text, which lineage could not replay: {string.Join(" ", differences)}"
            );
        }
    }
}
