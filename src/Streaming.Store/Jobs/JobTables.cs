using Marten;
using Npgsql;
using Streaming.Store.Postgres;
using Weasel.Core;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Streaming.Store.Jobs;

/// <summary>
/// What is kept of jobs beside their histories: who works on one at the moment and how far it is, results, and which processes work on
/// jobs.
/// Leases go by the database's clock, so that machines need not agree on the time.
/// </summary>
sealed class JobTables(NpgsqlDataSource connections, string schema)
{
    /// <summary>Makes the tables part of a store's schema.</summary>
    public static void AddTo(StoreOptions store, string schema)
    {
        var jobs = new Table($"{schema}.jobs");
        jobs.AddColumn("id", "bigint").AsPrimaryKey();
        jobs.AddColumn("open", "boolean").NotNull();
        jobs.AddColumn("fence", "bigint").NotNull().DefaultValueByExpression("0");
        jobs.AddColumn("until", "timestamptz").NotNull().DefaultValueByExpression("'epoch'");
        jobs.AddColumn("cancel", "boolean").NotNull().DefaultValueByExpression("false");
        jobs.AddColumn("progress", "text");
        jobs.AddColumn("result", "text");
        jobs.AddColumn("key", "text");
        jobs.Indexes.Add(new IndexDefinition("jobs_open") { Columns = ["id"], Predicate = "open" });
        jobs.Indexes.Add(new IndexDefinition("jobs_key") { Columns = ["key"], IsUnique = true });
        var hosts = new Table($"{schema}.job_hosts");
        hosts.AddColumn("host", "text").AsPrimaryKey();
        hosts.AddColumn("until", "timestamptz").NotNull();
        store.Storage.ExtendedSchemaObjects.Add(new Sequence($"{schema}.job_ids"));
        store.Storage.ExtendedSchemaObjects.Add(jobs);
        store.Storage.ExtendedSchemaObjects.Add(hosts);
    }

    public async Task<long> NextIdAsync(CancellationToken stop) =>
        (await Command($"select nextval('{schema}.job_ids')").ListAsync(r => r.GetInt64(0), stop))[0];

    /// <summary>So many jobs are not over.</summary>
    public async Task<long> OpenAsync(CancellationToken stop) =>
        (await Command($"select count(*) from {schema}.jobs where open").ListAsync(r => r.GetInt64(0), stop))[0];

    /// <summary>The last rows, newest first.</summary>
    public Task<List<JobRow>> LastAsync(int limit, bool openOnly, CancellationToken stop) =>
        Command($"{Rows} {(openOnly ? "where open" : "")} order by id desc limit $1").With(limit).ListAsync(Row, stop);

    /// <summary>Those that wait for a host, in the order in which they were asked for.</summary>
    public Task<List<JobRow>> WaitingAsync(CancellationToken stop) =>
        Command($"{Rows} where open and until < clock_timestamp() order by id").ListAsync(Row, stop);

    public async Task<JobRow?> FindAsync(long id, CancellationToken stop) =>
        (await Command($"{Rows} where id = $1").With(id).ListAsync(Row, stop)).FirstOrDefault();

    public async Task<JobRow?> FindAsync(string key, CancellationToken stop) =>
        (await Command($"{Rows} where key = $1").With(key).ListAsync(Row, stop)).FirstOrDefault();

    public async Task<string?> ResultAsync(long id, CancellationToken stop) =>
        (
            await Command($"select result from {schema}.jobs where id = $1 and result is not null")
                .With(id)
                .ListAsync(r => r.GetString(0), stop)
        ).FirstOrDefault();

    /// <summary>The number of a lease that nobody else has; null: it is over, or somebody works on it.</summary>
    public async Task<long?> TryTakeAsync(long id, TimeSpan lease, CancellationToken stop)
    {
        var command = Command(
            $"update {schema}.jobs set fence = fence + 1, until = clock_timestamp() + $2, progress = null where id = $1 and open and "
                + "until < clock_timestamp() returning fence"
        );
        return (await command.With(id).With(lease).ListAsync(r => (long?)r.GetInt64(0), stop)).FirstOrDefault();
    }

    /// <summary>Renews a lease; null: another one has it, or the job is over.</summary>
    public async Task<JobBeat?> RenewAsync(long id, long fence, TimeSpan lease, string? progress, CancellationToken stop)
    {
        var command = Command(
            $"update {schema}.jobs set until = clock_timestamp() + $3, progress = coalesce($4, progress) where id = $1 and fence = $2 and "
                + "open returning cancel"
        );
        return (
            await command.With(id).With(fence).With(lease).With(progress!).ListAsync(r => new JobBeat(r.GetBoolean(0)), stop)
        ).FirstOrDefault();
    }

    /// <summary>Says that a process works on jobs, for a while.</summary>
    public Task HostAsync(string host, TimeSpan lease, CancellationToken stop) =>
        Command(
                $"""
                with gone as (delete from {schema}.job_hosts where until < clock_timestamp() and host <> $1)
                insert into {schema}.job_hosts (host, until) values ($1, clock_timestamp() + $2)
                on conflict (host) do update set until = excluded.until
                """
            )
            .With(host)
            .With(lease)
            .ListAsync(_ => true, stop);

    public Task LeaveAsync(string host, CancellationToken stop) =>
        Command($"delete from {schema}.job_hosts where host = $1").With(host).ListAsync(_ => true, stop);

    public async Task<IReadOnlyList<string>> HostsAsync(CancellationToken stop) =>
        await Command($"select host from {schema}.job_hosts where until > clock_timestamp() order by host")
            .ListAsync(r => r.GetString(0), stop);

    public void Add(IDocumentSession session, long id, string? key)
    {
        if (key is null)
            session.QueueSqlCommand($"insert into {schema}.jobs (id, open) values (?, true)", id);
        else
            session.QueueSqlCommand($"insert into {schema}.jobs (id, open, key) values (?, true, ?)", id, key);
    }

    public void Cancel(IDocumentSession session, long id) =>
        session.QueueSqlCommand($"update {schema}.jobs set cancel = true where id = ?", id);

    /// <summary>The lease ends with it: a renewal that was under way comes too late, and must not hold the job for nobody.</summary>
    public void Release(IDocumentSession session, long id) =>
        session.QueueSqlCommand($"update {schema}.jobs set until = 'epoch', fence = fence + 1, progress = null where id = ?", id);

    public void End(IDocumentSession session, long id, string? result)
    {
        if (result is null)
            session.QueueSqlCommand($"update {schema}.jobs set open = false, progress = null where id = ?", id);
        else
            session.QueueSqlCommand($"update {schema}.jobs set open = false, progress = null, result = ? where id = ?", result, id);
    }

    /// <summary>Takes out ended jobs that so many newer ones have followed, whole.</summary>
    public void Forget(IDocumentSession session, string prefix, int kept)
    {
        var old = $"(select id from {schema}.jobs where not open order by id desc offset {kept})";
        session.QueueSqlCommand($"delete from {schema}.mt_events where stream_id in (select '{prefix}' || id from {old} as o)");
        session.QueueSqlCommand($"delete from {schema}.mt_streams where id in (select '{prefix}' || id from {old} as o)");
        session.QueueSqlCommand($"delete from {schema}.jobs where id in {old}");
    }

    string Rows => $"select id, until > clock_timestamp(), progress from {schema}.jobs";

    static JobRow Row(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetBoolean(1), row.IsDBNull(2) ? null : row.GetString(2));

    NpgsqlCommand Command(string sql) => connections.CreateCommand(sql);
}

/// <summary>What a row says of a job at the moment.</summary>
/// <param name="Held">A host works on it.</param>
sealed record JobRow(long Id, bool Held, string? Progress);
