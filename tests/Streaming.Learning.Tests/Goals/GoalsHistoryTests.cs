using System.Globalization;
using Npgsql;
using Streaming.Learning.Goals.History;
using Streaming.Lineage.Tests.Setup;

namespace Streaming.Learning.Tests.Goals;

/// <summary>What is told from a history of goals, and that it cannot be altered unseen.</summary>
public sealed class GoalsHistoryTests(DatabaseFixture database)
{
    [Theory]
    [InlineData("", null)]
    [InlineData("Met", null)]
    [InlineData("Ask", 1L)]
    [InlineData("Ask, Ask, Wait", 1L)]
    [InlineData("Met, Wait, Ask", 3L)]
    [InlineData("Ask, Met", null)]
    [InlineData("Ask, Met, Wait, Ask, Wait", 4L)]
    [InlineData("Ask, Act", null)]
    [InlineData("Act, dead", 2L)]
    [InlineData("dead, Wait, Wait", 1L)]
    [InlineData("Wait", null)]
    public async Task A_person_is_called_until_goals_are_met_or_something_is_done(string looks, long? since)
    {
        using var store = await OpenAsync(database.NewSchema());
        var history = await store.ReadAsync("shop");
        foreach (var look in looks.Split(", ", StringSplitOptions.RemoveEmptyEntries))
            history = await store.AppendAsync("shop", history, Looked(look), default);

        (history.Call?.Look).ShouldBe(since);
    }

    [Theory]
    [InlineData("update {0}.mt_events set data = jsonb_set(data, '{{Verdict}}', '\"Met\"') where version = 1", "goals/shop/1")]
    [InlineData("update {0}.mt_events set data = jsonb_set(data, '{{Look}}', '2') where version = 2", "goals/shop/2")]
    [InlineData("delete from {0}.mt_events where version = 2", "goals/shop/2")]
    [InlineData("update {0}.mt_streams set version = 4", "goals/shop/4")]
    public async Task A_history_that_was_altered_shows(string harm, string named)
    {
        var schema = database.NewSchema();
        using var store = await OpenAsync(schema);
        var history = await store.AppendAsync("shop", await store.ReadAsync("shop"), Looked("Act"), default);
        history = await store.AppendAsync("shop", history, new GoalsActed(1, "Begun.", DateTimeOffset.UnixEpoch), default);
        await store.AppendAsync("shop", history, new GoalsSettled(1, true, "Over.", 7, DateTimeOffset.UnixEpoch), default);
        (await store.WalkAsync()).Faults.ShouldBeEmpty();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand(string.Format(CultureInfo.InvariantCulture, harm, schema));
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);

        (await store.WalkAsync()).Faults.ShouldContain(f => f.Message.StartsWith(named, StringComparison.Ordinal));
    }

    static GoalsLooked Looked(string verdict) =>
        new(
            1,
            0,
            1,
            new Dictionary<string, double>(StringComparer.Ordinal) { ["average_precision"] = 0.5 },
            0.1,
            verdict == "dead" ? "Act" : verdict,
            ["Because."],
            DateTimeOffset.UnixEpoch
        )
        {
            Action = verdict is "Act" or "dead" ? "fall_back" : null,
            DeadMan = verdict == "dead" ? true : null,
        };

    async Task<GoalsStore> OpenAsync(string schema)
    {
        var store = new GoalsStore(database.ConnectionString, schema);
        await store.EnsureSchemaAsync();
        return store;
    }
}
