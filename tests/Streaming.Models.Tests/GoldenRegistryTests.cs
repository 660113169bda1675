using Npgsql;
using Streaming.Lineage.Tests.Setup;
using Streaming.Models.Registry;

namespace Streaming.Models.Tests;

/// <summary>
/// The rows of a registry, the first of them as version 0.1.1 wrote them, when the code lay elsewhere and promoting was called putting to
/// use. They are for ever: seals are over them, and another release of this product may share the database.
/// </summary>
public sealed class GoldenRegistryTests(DatabaseFixture database)
{
    [Fact]
    public async Task What_happens_is_stored_as_it_always_was()
    {
        var schema = database.NewSchema();
        using var registry = await OpenAsync(schema);
        await registry.RegisterAsync("fraud", SampleModels.Model(1), SampleModels.Description(0.1 + 0.2));
        await registry.RegisterAsync("fraud", SampleModels.Model(2), SampleModels.Description(1e-5) with { Origin = null });
        await registry.PromoteAsync("fraud", 2);
        await registry.PromoteAsync("fraud", 1);
        await registry.RegisterAsync("other", SampleModels.Model(1), SampleModels.Description(0.9));
        // From here on as it was first written when versions could be tried.
        var ann = new Authorship("ann", "retrained");
        await registry.ShadowAsync("fraud", 2, ann);
        await registry.CanaryAsync("fraud", 2, 0.05, ann with { Evidence = Evidence });
        await registry.PromoteAsync("fraud", 2, ann with { Evidence = Evidence });
        await registry.RollBackAsync("fraud", 2, new Authorship("bob"));
        await registry.ShadowAsync("other", 1);
        await registry.RejectAsync("other", 1, ann);
        await registry.ShadowAsync("other", 1);
        await registry.CanaryAsync("other", 1, 0.5);
        await registry.RollBackAsync("other", 1);

        (await RowsAsync(schema)).ShouldBe(Golden());
    }

    [Fact]
    public async Task What_was_stored_then_is_read_verified_and_gone_on_from()
    {
        var schema = database.NewSchema();
        using var registry = await OpenAsync(schema);
        foreach (var row in Golden())
            await InsertAsync(schema, row.Split('\t'));

        (await registry.WalkAsync()).Faults.ShouldBeEmpty();
        (await registry.ListAsync())
            .Select(m => (m.Name, m.Version, string.Join(", ", m.States.Select(s => s.Word)), m.State.By))
            .ShouldBe([
                ("fraud", 1, "registered, champion, retired, champion", new Authorship("bob")),
                ("fraud", 2, "registered, champion, retired, shadow, canary, champion, rolled back", new Authorship("bob")),
                ("other", 1, "registered, shadow, rejected, shadow, canary, rolled back", Authorship.Unknown),
            ]);
        (await registry.GetAsync("fraud", 2)).History[4].Evidence.ShouldBe(Evidence);
        (await registry.LoadAsync(SampleModels.Model(2).Hash, CancellationToken.None))
            .Bytes.ToArray()
            .ShouldBe(SampleModels.Model(2).Bytes.ToArray());

        await registry.ShadowAsync("fraud", 2, new Authorship("ann"));
        var walk = await registry.WalkAsync();
        walk.Faults.ShouldBeEmpty();
        walk.Heads.Select(h => (h.Stream, h.Version)).ShouldBe([("model/fraud", 9L), ("model/other", 6L)]);
    }

    static ModelEvidence Evidence =>
        new("better on October", new Dictionary<string, double>(StringComparer.Ordinal) { ["gain"] = 0.1 + 0.2, ["rows"] = 250_000 });

    static string[] Golden() => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", "registry.tsv"));

    async Task<ModelRegistry> OpenAsync(string schema)
    {
        var registry = new ModelRegistry(database.ConnectionString, new Ticking(), schema);
        await registry.EnsureSchemaAsync();
        return registry;
    }

    /// <summary>Stream, version, id (a file's is at random), type, .NET type, event, and a file's hash.</summary>
    async Task<List<string>> RowsAsync(string schema)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand(
            $"""
            select concat_ws(E'\t', stream_id, version, case when bdata is null then id::text else '-' end, type, mt_dotnet_type, data, coalesce(encode(sha256(bdata), 'hex'), '-'))
            from {schema}.mt_events order by seq_id
            """
        );
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }

    async Task InsertAsync(string schema, string[] row)
    {
        var isFile = row[2] == "-";
        await database.ExecuteAsync(
            $"""
            insert into {schema}.mt_streams (id, version) values ($1, $2) on conflict (id) do update set version = excluded.version
            """,
            row[0],
            long.Parse(row[1])
        );
        await database.ExecuteAsync(
            $"""
            insert into {schema}.mt_events (seq_id, stream_id, version, id, type, mt_dotnet_type, data, bdata)
            values (nextval('{schema}.mt_events_sequence'), $1, $2, $3, $4, $5, $6::jsonb, $7)
            """,
            row[0],
            long.Parse(row[1]),
            isFile ? Guid.NewGuid() : Guid.Parse(row[2]),
            row[3],
            row[4],
            row[5],
            isFile
                ? new[] { 1, 2 }.Select(SampleModels.Model).Single(m => ModelStore.StreamOfBytes(m.Hash) == row[0]).Bytes.ToArray()
                : DBNull.Value
        );
    }

    /// <summary>A minute later each time.</summary>
    sealed class Ticking : TimeProvider
    {
        int _minutes;

        public override DateTimeOffset GetUtcNow() =>
            new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1_234_567).AddMinutes(_minutes++);
    }
}
