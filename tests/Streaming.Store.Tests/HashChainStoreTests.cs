using Marten;
using Streaming.Store.HashChains;

namespace Streaming.Store.Tests;

/// <summary>The one way to append, as several processes use it at once.</summary>
public sealed class HashChainStoreTests(Server server)
{
    static readonly Type[] Types = [typeof(Happened), typeof(Counted)];

    /// <summary>
    /// Each decides on what it has read: were one not asked again after another was first, it would append by a stale decision. Eight that
    /// meet
    /// all the time: were a writer to give up after a few losses, or were all to try again at once, one would lose to the others and be
    /// told
    /// that the database does not work.
    /// </summary>
    [Fact]
    public async Task Writers_that_meet_decide_again_on_what_is_there_then()
    {
        var schema = server.NewSchema();
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.OpenAsync(schema)));

        await Task.WhenAll(
            stores.Select(async store =>
            {
                for (var i = 0; i < 10; i++)
                    await new HashChainStore(store).AppendAsync("counted", before => new Counted(before.Count));
            })
        );

        var histories = new HashChainStore(stores[0]);
        (await histories.ReadAsync("counted")).Cast<Counted>().Select(c => c.Before).ShouldBe(Enumerable.Range(0, 80));
        var walk = await histories.WalkAsync("counted", Types);
        walk.Faults.ShouldBeEmpty();
        walk.Heads.ShouldHaveSingleItem().Version.ShouldBe(80);
        foreach (var store in stores)
            store.Dispose();
    }

    [Fact]
    public async Task Nothing_is_appended_where_nothing_is_decided()
    {
        using var store = await server.OpenAsync(server.NewSchema());
        var histories = new HashChainStore(store);

        (await histories.AppendAsync("empty", _ => null)).ShouldBeEmpty();

        (await histories.ReadAsync("empty")).ShouldBeEmpty();
        (await histories.WalkAsync("empty", Types)).Heads.ShouldBeEmpty();
    }

    /// <summary>The column must say what it always said, or every earlier row looks altered once code has moved.</summary>
    [Fact]
    public async Task An_event_is_stored_under_the_names_that_it_gives()
    {
        var schema = server.NewSchema();
        using var store = await server.OpenAsync(schema);
        var histories = new HashChainStore(store);
        await histories.AppendAsync("one", _ => new Happened(1, DateTimeOffset.UnixEpoch, []));

        await using var command = server.Source.CreateCommand($"select type || ' ' || mt_dotnet_type from {schema}.mt_events");
        (await command.ExecuteScalarAsync()).ShouldBe("happened Long.Ago.Happened, Elsewhere");
        (await histories.WalkAsync("one", Types)).Faults.ShouldBeEmpty();

        await server.ExecuteAsync(
            $"update {schema}.mt_events set mt_dotnet_type = 'Streaming.Store.Tests.Happened, Streaming.Store.Tests'"
        );
        (await histories.WalkAsync("one", Types)).Faults.ShouldHaveSingleItem().Message.ShouldContain("mt_dotnet_type");
    }

    [Fact]
    public async Task A_history_of_other_events_is_not_read_by_their_types()
    {
        using var store = await server.OpenAsync(server.NewSchema());
        var histories = new HashChainStore(store);
        await histories.AppendAsync("b", before => new Counted(before.Count));
        await histories.AppendAsync("a", before => new Counted(before.Count));
        await histories.AppendAsync("a", before => new Happened(before.Count, DateTimeOffset.UnixEpoch, []));

        var all = await histories.ReadAllAsync([typeof(Counted)]);

        all.Select(h => (h.Key, h.Count())).ShouldBe([("b", 1), ("a", 1)], ignoreOrder: true);
    }
}
