using Marten;
using Npgsql;
using Streaming.Store.HashChains;
using Streaming.Store.Postgres;

namespace Streaming.Store.Runs;

/// <summary>Somebody else has gone on with the run meanwhile: read it again.</summary>
public sealed class RunMovedOnException() : Exception("the run has moved on");

/// <summary>
/// Learning runs: what a run is told is stored before anything else, and what comes of it is an event of the run's history, sealed as the
/// others, in one transaction with the mark that the message was handled. Thread-safe; one a process is enough.
/// </summary>
public sealed class RunStore : IDisposable
{
    const long LockKey = 0x5354_524D_4C45_4152;

    static readonly Type[] Events = [typeof(RunBegun), typeof(RunMoved)];

    readonly NpgsqlDataSource _connections;
    readonly DocumentStore _store;
    readonly HashChainStore _histories;
    readonly RunTables _tables;

    /// <param name="connectionString">PostgreSQL.</param>
    /// <param name="schema">PostgreSQL schema of its own.</param>
    public RunStore(string connectionString, string schema = "streaming_learning")
    {
        _connections = WritableSource.Create(new NpgsqlConnectionStringBuilder(connectionString));
        _store = HashChainSetup.Open(_connections, schema, store =>
        {
            store.MapHistoryEvents(Events);
            RunTables.AddTo(store, schema);
        });
        _histories = new HashChainStore(_store);
        _tables = new RunTables(_connections, schema);
    }

    /// <summary>Creates tables and functions where they are missing. Safe to call from several processes at once.</summary>
    public Task EnsureSchemaAsync(CancellationToken stop = default) => HashChainSetup.EnsureSchemaAsync(_store, LockKey, stop);

    /// <summary>Stores a message, unless it is there.</summary>
    /// <returns>False: it was there.</returns>
    public Task<bool> TellAsync(NewMessage message, CancellationToken stop = default) => _tables.AddAsync(message, stop);

    /// <summary>A message; null where there is none.</summary>
    public Task<StoredMessage?> MessageAsync(string id, CancellationToken stop = default) => _tables.FindMessageAsync(id, stop);

    /// <summary>Messages that nobody has handled, in the order in which they were stored.</summary>
    public async Task<IReadOnlyList<StoredMessage>> WaitingAsync(string topology, CancellationToken stop = default) =>
        await _tables.WaitingAsync(topology, stop);

    /// <summary>What a topology's runs were told last, the newest first.</summary>
    public async Task<IReadOnlyList<StoredMessage>> MessagesAsync(string topology, int limit, CancellationToken stop = default) =>
        await _tables.LastMessagesAsync(topology, limit, stop);

    /// <summary>Says that nothing came of a message, and why, unless it was handled meanwhile.</summary>
    public Task PutAsideAsync(string message, string why, CancellationToken stop = default) => _tables.AsideAsync(message, why, stop);

    /// <summary>A run; null where there is none.</summary>
    public Task<RunRow?> FindAsync(Guid id, CancellationToken stop = default) => _tables.FindAsync(id, stop);

    /// <summary>A topology's run of that number; null where there is none.</summary>
    public Task<RunRow?> FindAsync(string topology, int number, CancellationToken stop = default) =>
        _tables.FindAsync(topology, number, stop);

    /// <summary>The newest run of a topology: the only one that can be open. Null where there is none.</summary>
    public async Task<RunRow?> LastAsync(string topology, CancellationToken stop = default) =>
        (await _tables.LastAsync(topology, 1, stop)).FirstOrDefault();

    /// <summary>The newest runs, newest first.</summary>
    /// <param name="topology">Of which topology; null: of all.</param>
    /// <param name="limit">So many.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<IReadOnlyList<RunRow>> ListAsync(string? topology, int limit, CancellationToken stop = default) =>
        await _tables.LastAsync(topology, limit, stop);

    /// <summary>The history of a run.</summary>
    public Task<IReadOnlyList<ChainedEvent>> ReadAsync(RunRow run, CancellationToken stop = default) =>
        _histories.ReadAsync(run.Stream, stop);

    /// <summary>Appends what follows from a message and marks it as handled, both or neither.</summary>
    /// <param name="run">The run.</param>
    /// <param name="before">So many events its history had when that was decided.</param>
    /// <param name="happened">What follows.</param>
    /// <param name="message">The message.</param>
    /// <param name="over">The run ends with it.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="RunMovedOnException">The history has more events by now, the message was handled, or, of a run that begins, another
    /// one is open.</exception>
    public Task AppendAsync(RunRow run, int before, ChainedEvent happened, string message, bool over, CancellationToken stop = default)
    {
        var tried = false;
        return _histories.AppendAsync(
            run.Stream,
            history => history.Count == before && !tried ? happened : throw new RunMovedOnException(),
            (session, _) =>
            {
                tried = true;
                if (before == 0)
                    _tables.Add(session, run);
                if (over)
                    _tables.Close(session, run.Id);
                _tables.Handle(session, message);
            },
            stop
        );
    }

    /// <summary>Goes through all runs and checks every seal.</summary>
    public Task<HashChainWalk> WalkAsync(CancellationToken stop = default) =>
        _histories.WalkAllAsync(RunRow.Prefix, Events, _ => { }, stop);

    /// <inheritdoc/>
    public void Dispose()
    {
        _store.Dispose();
        _connections.Dispose();
    }
}
