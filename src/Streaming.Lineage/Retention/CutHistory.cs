using Streaming.Lineage.Evidence;
using Streaming.Lineage.Store;
using Streaming.Lineage.Verification;
using Streaming.Store.HashChains;

namespace Streaming.Lineage.Retention;

/// <summary>
/// What was removed of lineage, by whom and under which rule: signed statements in a sealed history, one stream of Marten a topology. A
/// statement is written before anything is removed under it.
/// </summary>
public sealed class CutHistory
{
    const string StreamPrefix = "retention/";

    readonly LineageDatabase _database;

    internal CutHistory(LineageDatabase database) => _database = database;

    HashChainStore Histories => new(_database.Store);

    /// <summary>All that was removed of a topology's lineage.</summary>
    /// <exception cref="LineageCorruptException">A statement cannot be read.</exception>
    public async Task<LineageCuts> ReadAsync(string topology, CancellationToken stop = default)
    {
        var recorded = await RecordedAsync(topology, stop);
        return recorded.Count == 0 ? LineageCuts.None : new LineageCuts(recorded.ConvertAll(e => Read(topology, e)));
    }

    /// <summary>A recorded statement as it was signed, and the public key of whoever did.</summary>
    internal async Task<(SignedText Statement, string PublicKey)> SignedAsync(CutStatement statement, CancellationToken stop)
    {
        var all = await RecordedAsync(statement.Topology, stop);
        var found = all.FindLast(e => Read(statement.Topology, e).MadeAt == statement.MadeAt)!;
        return (found.Statement, found.PublicKey);
    }

    /// <summary>Goes through the history of a topology and checks every seal.</summary>
    public Task<HashChainWalk> WalkAsync(string topology, CancellationToken stop = default) =>
        Histories.WalkAsync(StreamPrefix + topology, [typeof(LineageCutRecorded)], stop);

    /// <summary>All that was removed under statements that hold, and why others do not.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="key">Whose signatures they have to be; null: that of whoever each says it is by.</param>
    /// <param name="stop">Gives up.</param>
    internal async Task<(LineageCuts Cuts, IReadOnlyList<LineageFault> Faults)> CheckAsync(
        string topology,
        OperatorKey? key,
        CancellationToken stop
    )
    {
        var (sound, faults) = (new List<CutStatement>(), new List<LineageFault>());
        var version = 0L;
        foreach (var recorded in await RecordedAsync(topology, stop))
        {
            version++;
            try
            {
                sound.Add(Open(topology, recorded, key));
            }
            catch (EvidenceException e)
            {
                faults.Add(
                    new LineageFault(
                        FaultKind.CutUnsigned,
                        default,
                        version,
                        $"{StreamPrefix}{topology}/{version}: lineage was removed under a statement that does not hold: {e.Message}"
                    )
                );
            }
        }

        return (new LineageCuts(sound), faults);
    }

    /// <summary>Records what is about to be removed, unless others have removed something meanwhile.</summary>
    /// <returns>False: they have, and nothing was recorded.</returns>
    internal async Task<bool> TryRecordAsync(CutStatement statement, OperatorKey key, int after, CancellationToken stop)
    {
        var mine = statement.Sign(key);
        var all = await Histories.AppendAsync(
            StreamPrefix + statement.Topology,
            before => before.Count == after ? new LineageCutRecorded(mine, key.PublicPem()) : null,
            stop
        );
        return all.Count == after + 1 && ((LineageCutRecorded)all[after]).Statement == mine;
    }

    static CutStatement Read(string topology, LineageCutRecorded recorded)
    {
        try
        {
            return CutStatement.Read(recorded.Statement);
        }
        catch (EvidenceException e)
        {
            throw new LineageCorruptException(
                $"a statement on what was removed of the lineage of {topology} cannot be used: {e.Message}; restore the database from "
                    + "a backup",
                e
            );
        }
    }

    static CutStatement Open(string topology, LineageCutRecorded recorded, OperatorKey? key)
    {
        using var own = key is null ? OperatorKey.Read(recorded.PublicKey, "the key recorded with it") : null;
        var said = CutStatement.Open(recorded.Statement, key ?? own!);
        if (said.Topology != topology)
            throw new EvidenceException($"it is of topology {said.Topology}");
        return said.Key == (key ?? own!).Fingerprint
            ? said
            : throw new EvidenceException("it names another key than the one that signed it");
    }

    async Task<List<LineageCutRecorded>> RecordedAsync(string topology, CancellationToken stop) =>
        [.. (await Histories.ReadAsync(StreamPrefix + topology, stop)).Cast<LineageCutRecorded>()];
}
