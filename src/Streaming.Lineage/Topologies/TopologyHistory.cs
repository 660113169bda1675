using System.Security.Cryptography;
using System.Text;
using Streaming.Lineage.Store;
using Streaming.Store.HashChains;
using Streaming.Topology;

namespace Streaming.Lineage.Topologies;

/// <summary>
/// The texts of topologies, so that lineage can be computed again under the one it was written under. Every text is an event in
/// Marten, a stream a topology; a text is checked against its hash whenever it is read.
/// </summary>
public sealed class TopologyHistory
{
    const string StreamPrefix = "topology-history/";

    readonly LineageDatabase _database;

    internal TopologyHistory(LineageDatabase database) => _database = database;

    HashChainStore Histories => new(_database.Store);

    /// <summary>Every recorded text of a topology, the first recorded first.</summary>
    /// <exception cref="LineageCorruptException">A text is not the one that was recorded.</exception>
    public async Task<IReadOnlyList<RecordedTopology>> ReadAsync(string topology, CancellationToken stop = default) =>
        [.. Checked(topology, await Histories.ReadAsync(StreamPrefix + topology, stop)).Select(e => e.Tell())];

    /// <summary>Goes through the history of a topology and checks every seal.</summary>
    public Task<HashChainWalk> WalkAsync(string topology, CancellationToken stop = default) =>
        Histories.WalkAsync(StreamPrefix + topology, [typeof(TopologyRecorded)], stop);

    /// <summary>Records a text, unless it is there already after the same ones.</summary>
    /// <param name="topology">Its topology.</param>
    /// <param name="version">As the text says.</param>
    /// <param name="text">The file, whole.</param>
    /// <param name="follows">Hashes of the texts that lineage was written under.</param>
    /// <param name="at">Now.</param>
    /// <param name="stop">Gives up.</param>
    public async Task RecordAsync(
        string topology,
        int version,
        string text,
        IReadOnlyCollection<string> follows,
        DateTimeOffset at,
        CancellationToken stop = default
    )
    {
        var hash = TopologyLoader.HashOf(text);
        var others = follows.Where(f => f != hash).Order(StringComparer.Ordinal).ToArray();
        await Histories.AppendAsync(
            StreamPrefix + topology,
            before =>
                Checked(topology, before).Any(h => h.Hash == hash && others.All(h.Follows.Contains))
                    ? null
                    : new TopologyRecorded(version, hash, Encoding.UTF8.GetBytes(text), others, at),
            stop
        );
    }

    static IEnumerable<TopologyRecorded> Checked(string topology, IEnumerable<ChainedEvent> history) =>
        history.Select(e => Checked(topology, (TopologyRecorded)e));

    static TopologyRecorded Checked(string topology, TopologyRecorded recorded) =>
        Convert.ToHexStringLower(SHA256.HashData(recorded.Text)) == recorded.Hash
            ? recorded
            : throw new LineageCorruptException(
                $"the recorded text of {topology} version {recorded.Version} is not the one with the hash {recorded.Hash}: it was "
                    + "altered; restore the database from a backup"
            );
}
