using System.Security.Cryptography;
using System.Text;
using JasperFx.Events;
using Marten.Events;
using Streaming.Lineage.Histories;
using Streaming.Topology;

namespace Streaming.Lineage.Topologies;

/// <summary>
/// The texts of topologies, so that lineage can be computed again under the one it was written under. Every text is an event in
/// Marten, a stream a topology; a text is checked against its hash whenever it is read.
/// </summary>
public sealed class TopologyHistory
{
    private const string StreamPrefix = "topology-history/";

    /// <summary>Processes that start together try again this often.</summary>
    private const int Attempts = 10;

    private readonly LineageDatabase _database;

    internal TopologyHistory(LineageDatabase database) => _database = database;

    /// <summary>Every recorded text of a topology, the first recorded first.</summary>
    /// <exception cref="LineageCorruptException">A text is not the one that was recorded.</exception>
    public async Task<IReadOnlyList<RecordedTopology>> ReadAsync(string topology, CancellationToken ct = default) =>
        [.. (await EventsAsync(topology, ct)).Select(e => e.Tell())];

    /// <summary>Goes through the history of a topology and checks every seal.</summary>
    public Task<HistoryWalk> WalkAsync(string topology, CancellationToken ct = default) =>
        new HistoryReader(_database.Store, typeof(TopologyRecorded)).OneAsync(StreamPrefix + topology, ct);

    /// <summary>Records a text, unless it is there already after the same ones.</summary>
    /// <param name="topology">Its topology.</param>
    /// <param name="version">As the text says.</param>
    /// <param name="text">The file, whole.</param>
    /// <param name="follows">Hashes of the texts that lineage was written under.</param>
    /// <param name="at">Now.</param>
    /// <param name="ct">Gives up.</param>
    public async Task RecordAsync(string topology, int version, string text, IReadOnlyCollection<string> follows, DateTimeOffset at, CancellationToken ct = default)
    {
        var hash = TopologyLoader.HashOf(text);
        for (var attempt = 1; ; attempt++)
        {
            var history = await EventsAsync(topology, ct);
            var others = follows.Where(f => f != hash).Order(StringComparer.Ordinal).ToArray();
            if (history.Any(h => h.Hash == hash && others.All(h.Follows.Contains))) return;
            try
            {
                await using var session = _database.Store.LightweightSession();
                var recorded = new TopologyRecorded(version, hash, Encoding.UTF8.GetBytes(text), others, at);
                session.Events.Append(StreamPrefix + topology, history.Count + 1, recorded.Sealed(StreamPrefix + topology, history));
                await session.SaveChangesAsync(ct);
                return;
            }
            catch (Exception e) when (IsConflict(e) && attempt < Attempts)
            {
                // Another process recorded one first.
            }
            catch (Exception e) when (DatabaseFault.Is(e))
            {
                throw DatabaseFault.Translate(e);
            }
        }
    }

    private async Task<List<TopologyRecorded>> EventsAsync(string topology, CancellationToken ct)
    {
        try
        {
            await using var session = _database.Store.QuerySession();
            var events = await session.Events.FetchStreamAsync(StreamPrefix + topology, token: ct);
            return [.. events.Select(e => Checked(topology, (TopologyRecorded)e.Data))];
        }
        catch (Exception e) when (DatabaseFault.Is(e))
        {
            throw DatabaseFault.Translate(e);
        }
    }

    private static TopologyRecorded Checked(string topology, TopologyRecorded recorded) =>
        Convert.ToHexStringLower(SHA256.HashData(recorded.Text)) == recorded.Hash
            ? recorded
            : throw new LineageCorruptException(
                $"the recorded text of {topology} version {recorded.Version} is not the one with the hash {recorded.Hash}: it was altered; restore the database from a backup");

    private static bool IsConflict(Exception e) => e is EventStreamUnexpectedMaxEventIdException or JasperFx.Events.ExistingStreamIdCollisionException
        || e.GetBaseException() is Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.UniqueViolation };
}
