using System.Collections.Concurrent;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Topologies;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Evolution;

/// <summary>The plans that batches were written under, each compiled once from the text that lineage kept of it.</summary>
public sealed class RecordedPlans(PipelinePlan current, TopologyHistory history)
{
    readonly ConcurrentDictionary<string, PipelinePlan> _plans = new(StringComparer.Ordinal) { [current.Topology.ContentHash] = current };

    /// <summary>The plan a batch was written under.</summary>
    /// <exception cref="StreamingException">Its text was not recorded.</exception>
    public async ValueTask<PipelinePlan> OfAsync(BatchHeader header, CancellationToken stop)
    {
        if (_plans.TryGetValue(header.TopologyHash, out var known))
            return known;
        await LoadAsync(stop);
        return _plans.TryGetValue(header.TopologyHash, out var found) ? found : throw NotRecorded(header);
    }

    /// <summary>Every plan there is a text of, this one too.</summary>
    public async Task<IReadOnlyList<PipelinePlan>> AllAsync(CancellationToken stop)
    {
        await LoadAsync(stop);
        return [.. _plans.Values];
    }

    async Task LoadAsync(CancellationToken stop)
    {
        foreach (var recorded in await history.ReadAsync(current.Topology.Name, stop))
            _plans.GetOrAdd(recorded.Hash, _ => Compile(recorded));
    }

    static PipelinePlan Compile(RecordedTopology recorded) =>
        PlanCompiler.Compile(TopologyLoader.ParseRecorded(recorded.Text, $"the recorded text of version {recorded.Version}"));

    StreamingException NotRecorded(BatchHeader header) =>
        new(
            $"Lineage of {current.Topology.Name} was written under version {header.TopologyVersion} of its topology, by a text (SHA-256 "
                + $"{Short(header.TopologyHash)}) that was not recorded with it. "
                + "Run the topology once with that file, unchanged: this records it. Then go on with the new one."
        );

    static string Short(string hash) => hash[..Math.Min(12, hash.Length)];
}
