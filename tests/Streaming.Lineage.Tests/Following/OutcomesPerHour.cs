using Npgsql;
using Streaming.Events.Rows;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Following;
using Streaming.Lineage.Tests.Setup;

namespace Streaming.Lineage.Tests.Following;

/// <summary>A small follower as anybody might write one: how often each decision was made, by hour of the event.</summary>
sealed class OutcomesPerHour(DatabaseFixture database, string schema)
{
    const long Hour = 3_600_000_000;

    public const string Name = "outcomes-per-hour";

    readonly string _table = $"{schema}.outcomes_per_hour";

    public Task CreateAsync() =>
        database.ExecuteAsync($"create table {_table} (hour bigint, outcome text, count bigint not null, primary key (hour, outcome))");

    /// <summary>Adds a batch to what is counted so far.</summary>
    public async Task HandleAsync(LineageBatch batch, NpgsqlTransaction transaction, CancellationToken stop)
    {
        foreach (var (key, count) in Count(batch))
        {
            await using var command = new NpgsqlCommand(
                $"insert into {_table} as t values ($1, $2, $3) on conflict (hour, outcome) do update set count = t.count + excluded.count",
                transaction.Connection,
                transaction
            )
            {
                Parameters =
                {
                    new() { Value = key.Hour },
                    new() { Value = key.Outcome },
                    new() { Value = count },
                },
            };
            await command.ExecuteNonQueryAsync(stop);
        }
    }

    public async Task<SortedDictionary<(long Hour, string Outcome), long>> ReadAsync()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand($"select hour, outcome, count from {_table}");
        await using var reader = await command.ExecuteReaderAsync();
        var counts = new SortedDictionary<(long, string), long>();
        while (await reader.ReadAsync())
            counts.Add((reader.GetInt64(0), reader.GetString(1)), reader.GetInt64(2));
        return counts;
    }

    /// <summary>What should have been counted of batches.</summary>
    public static SortedDictionary<(long Hour, string Outcome), long> Of(IEnumerable<LineageBatch> batches)
    {
        var counts = new SortedDictionary<(long, string), long>();
        foreach (var (key, count) in batches.SelectMany(Count))
            counts[key] = counts.GetValueOrDefault(key) + count;
        return counts;
    }

    static IEnumerable<((long Hour, string Outcome) Key, long Count)> Count(LineageBatch batch)
    {
        if (batch.Table(TableNames.Rows) is not { } rows)
            return [];
        var times = Columns.Int64(rows, SystemColumns.EventTime).ToArray();
        var decisions = (Apache.Arrow.StringArray)rows.Column(TableNames.Decision);
        return times.Select((time, row) => (time / Hour, decisions.GetString(row))).GroupBy(k => k).Select(g => (g.Key, g.LongCount()));
    }
}
