using Marten;
using Npgsql;
using Streaming.Store.Postgres;
using Weasel.Core;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Streaming.Store.Runs;

/// <summary>
/// What is kept of learning runs beside their histories: which there are, what they were told, and what of that was handled. Messages are
/// only ever added, and so is that one was handled: the same message cannot be handled twice.
/// </summary>
sealed class RunTables(NpgsqlDataSource connections, string schema)
{
    /// <summary>Makes the tables part of a store's schema.</summary>
    public static void AddTo(StoreOptions store, string schema)
    {
        var runs = new Table($"{schema}.runs");
        runs.AddColumn("id", "uuid").AsPrimaryKey();
        runs.AddColumn("topology", "text").NotNull();
        runs.AddColumn("number", "int").NotNull();
        runs.AddColumn("open", "boolean").NotNull();
        runs.Indexes.Add(new IndexDefinition("runs_number") { Columns = ["topology", "number"], IsUnique = true });
        runs.Indexes.Add(
            new IndexDefinition("runs_open")
            {
                Columns = ["topology"],
                Predicate = "open",
                IsUnique = true,
            }
        );
        var messages = new Table($"{schema}.messages");
        messages.AddColumn("id", "text").AsPrimaryKey();
        messages.AddColumn("place", "bigint").NotNull().DefaultValueByExpression($"nextval('{schema}.message_places')");
        messages.AddColumn("run", "uuid").NotNull();
        messages.AddColumn("topology", "text").NotNull();
        messages.AddColumn("type", "text").NotNull();
        messages.AddColumn("version", "int").NotNull();
        messages.AddColumn("body", "text").NotNull();
        messages.AddColumn("stored_at", "timestamptz").NotNull().DefaultValueByExpression("clock_timestamp()");
        messages.Indexes.Add(new IndexDefinition("messages_topology") { Columns = ["topology", "place"] });
        var handled = new Table($"{schema}.handled_messages");
        handled.AddColumn("id", "text").AsPrimaryKey();
        handled.AddColumn("handled_at", "timestamptz").NotNull().DefaultValueByExpression("clock_timestamp()");
        handled.AddColumn("aside", "text");
        store.Storage.ExtendedSchemaObjects.Add(new Sequence($"{schema}.message_places"));
        store.Storage.ExtendedSchemaObjects.Add(runs);
        store.Storage.ExtendedSchemaObjects.Add(messages);
        store.Storage.ExtendedSchemaObjects.Add(handled);
    }

    /// <returns>False: it is there already.</returns>
    public async Task<bool> AddAsync(NewMessage message, CancellationToken stop) =>
        (
            await Command(
                    $"insert into {schema}.messages (id, run, topology, type, version, body) values ($1, $2, $3, $4, $5, $6) "
                        + "on conflict do nothing returning id"
                )
                .With(message.Id)
                .With(message.Run)
                .With(message.Topology)
                .With(message.Type)
                .With(message.Version)
                .With(message.Body)
                .ListAsync(_ => true, stop)
        ).Count == 1;

    public async Task<StoredMessage?> FindMessageAsync(string id, CancellationToken stop) =>
        (await Command($"{Messages} where m.id = $1").With(id).ListAsync(Message, stop)).FirstOrDefault();

    /// <summary>Those that nobody has handled, in the order in which they were stored.</summary>
    public Task<List<StoredMessage>> WaitingAsync(string topology, CancellationToken stop) =>
        Command($"{Messages} where m.topology = $1 and h.id is null order by m.place").With(topology).ListAsync(Message, stop);

    /// <summary>What a topology's runs were told last, the newest first.</summary>
    public Task<List<StoredMessage>> LastMessagesAsync(string topology, int limit, CancellationToken stop) =>
        Command($"{Messages} where m.topology = $1 order by m.place desc limit $2").With(topology).With(limit).ListAsync(Message, stop);

    public async Task<RunRow?> FindAsync(Guid id, CancellationToken stop) =>
        (await Command($"{Runs} where id = $1").With(id).ListAsync(Row, stop)).FirstOrDefault();

    public async Task<RunRow?> FindAsync(string topology, int number, CancellationToken stop) =>
        (await Command($"{Runs} where topology = $1 and number = $2").With(topology).With(number).ListAsync(Row, stop)).FirstOrDefault();

    /// <summary>The newest runs of a topology, or of all, newest first.</summary>
    public Task<List<RunRow>> LastAsync(string? topology, int limit, CancellationToken stop) =>
        topology is null
            ? Command($"{Runs} order by topology, number desc limit $1").With(limit).ListAsync(Row, stop)
            : Command($"{Runs} where topology = $1 order by number desc limit $2").With(topology).With(limit).ListAsync(Row, stop);

    public void Add(IDocumentSession session, RunRow run) =>
        session.QueueSqlCommand(
            $"insert into {schema}.runs (id, topology, number, open) values (?, ?, ?, true)",
            run.Id,
            run.Topology,
            run.Number
        );

    public void Close(IDocumentSession session, Guid id) =>
        session.QueueSqlCommand($"update {schema}.runs set open = false where id = ?", id);

    public void Handle(IDocumentSession session, string message) =>
        session.QueueSqlCommand($"insert into {schema}.handled_messages (id) values (?)", message);

    /// <summary>Says that nothing came of a message, unless it was handled meanwhile.</summary>
    public Task AsideAsync(string message, string why, CancellationToken stop) =>
        Command($"insert into {schema}.handled_messages (id, aside) values ($1, $2) on conflict do nothing")
            .With(message)
            .With(why)
            .ListAsync(_ => true, stop);

    string Runs => $"select id, topology, number, open from {schema}.runs";

    string Messages =>
        $"select m.id, m.run, m.topology, m.type, m.version, m.body, m.stored_at, h.handled_at, h.aside from {schema}.messages m "
        + $"left join {schema}.handled_messages h on h.id = m.id";

    static RunRow Row(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetBoolean(3));

    static StoredMessage Message(NpgsqlDataReader row) =>
        new(
            new NewMessage(row.GetString(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetInt32(4), row.GetString(5)),
            row.GetFieldValue<DateTimeOffset>(6),
            row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7),
            row.IsDBNull(8) ? null : row.GetString(8)
        );

    NpgsqlCommand Command(string sql) => connections.CreateCommand(sql);
}
