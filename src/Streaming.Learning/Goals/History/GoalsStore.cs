using Streaming.Store.HashChains;

namespace Streaming.Learning.Goals.History;

/// <summary>The histories of goals, one a topology, sealed as the others. Thread-safe; one a process is enough.</summary>
public sealed class GoalsStore : IDisposable
{
    const long LockKey = 0x5354_524D_474F_414C;
    const string Prefix = "goals/";

    static readonly Type[] Events = [typeof(GoalsLooked), typeof(GoalsActed), typeof(GoalsSettled), typeof(GoalsChecked)];

    readonly HashChainDatabase _database;

    /// <param name="connectionString">PostgreSQL.</param>
    /// <param name="schema">PostgreSQL schema of its own.</param>
    public GoalsStore(string connectionString, string schema = "streaming_goals") =>
        _database = new HashChainDatabase(connectionString, schema, LockKey, Events);

    /// <summary>Creates tables and functions where they are missing. Safe to call from several processes at once.</summary>
    public Task EnsureSchemaAsync(CancellationToken stop = default) => _database.EnsureSchemaAsync(stop);

    /// <summary>What was looked at, done and found for a topology's goals.</summary>
    public async Task<GoalsHistory> ReadAsync(string topology, CancellationToken stop = default) =>
        GoalsHistory.Of(await _database.Histories.ReadAsync(Prefix + topology, stop));

    /// <summary>Appends what follows from a history, unless that has gone on since.</summary>
    /// <returns>The history as it is then.</returns>
    internal async Task<GoalsHistory> AppendAsync(string topology, GoalsHistory before, ChainedEvent happened, CancellationToken stop) =>
        GoalsHistory.Of(
            await _database.Histories.AppendAsync(Prefix + topology, events => events.Count == before.Length ? happened : null, stop)
        );

    /// <summary>Goes through all histories and checks every seal.</summary>
    public Task<HashChainWalk> WalkAsync(CancellationToken stop = default) =>
        _database.Histories.WalkAllAsync(Prefix, Events, _ => { }, stop);

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();
}
