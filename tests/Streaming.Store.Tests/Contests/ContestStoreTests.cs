using System.Globalization;
using Npgsql;
using Streaming.Lineage.Tests.Setup;
using Streaming.Store.Contests;

namespace Streaming.Store.Tests.Contests;

public sealed class ContestStoreTests(Server database)
{
    static readonly ContestAnswer Genuine = new("genuine", "ada", "was abroad");

    [Fact]
    public async Task A_contest_is_kept_from_its_opening_to_its_answer_and_no_further()
    {
        using var store = await OpenAsync(database.NewSchema());
        (await store.OpenAsync(Made("a"))).ShouldNotBeNull().Answer.ShouldBeNull();
        (await store.OpenAsync(Made("a") with { Why = "another" })).ShouldBeNull("the id is taken");
        (await store.ProposeAsync("shop", "a", Genuine))!.Proposed.ShouldBe(Genuine);
        (await store.DeclineAsync("shop", "a", Genuine with { Decision = "unsure" }, "bob", "no"))!.Declined.ShouldBe(
            0,
            "what is proposed now is not what bob saw"
        );
        var declined = await store.DeclineAsync("shop", "a", Genuine, "bob", "no");
        (declined!.Proposed, declined.Declined).ShouldBe((null, 1));
        (await store.ProposeAsync("shop", "a", Genuine)).ShouldNotBeNull();
        var answered = await store.AnswerAsync("shop", "a", Genuine with { AgreedBy = "bob" });
        (answered!.Proposed, answered.Answer!.AgreedBy).ShouldBe((null, "bob"));
        (await store.AnswerAsync("shop", "a", Genuine with { Decision = "fraud" }))!.Answer!.Decision.ShouldBe("genuine", "it is over");
        (await store.ProposeAsync("shop", "a", Genuine))!.Proposed.ShouldBeNull("it is over");

        (await store.OpenAsync(Made("b"), Genuine)).ShouldNotBeNull().Proposed.ShouldBe(Genuine);
        (await store.OpenAsync(Made("c") with { Topology = "shop-2" })).ShouldNotBeNull();
        (await store.AnswerAsync("shop", "none", Genuine)).ShouldBeNull();
        (await store.FindAsync("shop", "c")).ShouldBe((null, null), "it is another topology's");

        var (contests, faults) = await store.ReadAsync("shop");
        faults.ShouldBeEmpty();
        contests.Select(c => (c.Made.Id, c.Made.By, c.Answer?.Decision)).ShouldBe([("a", "eve", "genuine"), ("b", "eve", null)]);
    }

    /// <summary>Whoever can write to the database could otherwise take an answer back, or make up that somebody agreed.</summary>
    [Theory]
    [InlineData("update {0}.mt_events set data = jsonb_set(data, '{{Made,Why}}', '\"nothing\"') where stream_id = 'contest/shop/a'")]
    [InlineData("update {0}.mt_events set data = jsonb_set(data, '{{Answer,AgreedBy}}', '\"bob\"') where stream_id = 'contest/shop/a'")]
    [InlineData("delete from {0}.mt_events where stream_id = 'contest/shop/a' and version = 2")]
    public async Task A_contest_whose_history_was_altered_is_named_and_nothing_is_done_by_it(string harm)
    {
        var schema = database.NewSchema();
        using var store = await OpenAsync(schema);
        await store.OpenAsync(Made("a"));
        await store.OpenAsync(Made("b"));
        await store.AnswerAsync("shop", "a", Genuine);
        await using (var source = NpgsqlDataSource.Create(database.ConnectionString))
        {
            await using var command = source.CreateCommand(string.Format(CultureInfo.InvariantCulture, harm, schema));
            (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
        }

        var (contests, faults) = await store.ReadAsync("shop");
        contests.Select(c => c.Made.Id).ShouldBe(["b"]);
        faults.ShouldHaveSingleItem().Message.ShouldStartWith("contest/shop/a/");
        var (contest, fault) = await store.FindAsync("shop", "a");
        contest.ShouldBeNull();
        fault.ShouldNotBeNull();
    }

    static NewContest Made(string id) =>
        new("shop", id, "shop/s/0/1/0", "e1", "fraud", "it was me", DateTimeOffset.UnixEpoch) { By = "eve" };

    async Task<ContestStore> OpenAsync(string schema)
    {
        var store = new ContestStore(database.ConnectionString, TimeProvider.System, schema);
        await store.EnsureSchemaAsync();
        return store;
    }
}
