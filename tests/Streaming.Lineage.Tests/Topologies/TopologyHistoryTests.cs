using System.Text;
using Streaming.Lineage.Tests.Setup;
using Streaming.Topology;

namespace Streaming.Lineage.Tests.Topologies;

public sealed class TopologyHistoryTests(DatabaseFixture database)
{
    static readonly DateTimeOffset At = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Texts_come_back_as_they_were_in_the_order_in_which_they_were_recorded()
    {
        await using var store = await database.NewStoreAsync();
        // A byte order mark, a NUL and letters outside of ASCII: the hash is that of the bytes.
        string[] texts = ["\uFEFFtopology: one # größer\n", "topology: one\0\nversion: 2\n"];
        await store.Topologies.RecordAsync("one", 1, texts[0], [], At);
        await store.Topologies.RecordAsync("one", 2, texts[1], [TopologyLoader.HashOf(texts[0])], At.AddDays(1));
        await store.Topologies.RecordAsync("other", 1, texts[0], [], At);

        var history = await store.Topologies.ReadAsync("one");
        history.Select(h => h.Text).ShouldBe(texts);
        history.Select(h => h.Version).ShouldBe([1, 2]);
        history.Select(h => h.Hash).ShouldBe(texts.Select(TopologyLoader.HashOf));
        history[0].Follows.ShouldBeEmpty();
        history[1].Follows.ShouldBe([history[0].Hash]);
        history[1].RecordedAt.ShouldBe(At.AddDays(1));
        (await store.Topologies.ReadAsync("none")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_text_is_recorded_once_however_many_processes_start_with_it()
    {
        await using var store = await database.NewStoreAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.Topologies.RecordAsync("one", 1, "topology: one", [], At)));
        (await store.Topologies.ReadAsync("one")).ShouldHaveSingleItem();
        // Recorded again where it has come to follow another text.
        await store.Topologies.RecordAsync("one", 1, "topology: one", ["0123"], At);
        await store.Topologies.RecordAsync("one", 1, "topology: one", ["0123"], At);
        (await store.Topologies.ReadAsync("one")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_altered_text_is_noticed_when_it_is_read()
    {
        var schema = database.NewSchema();
        await using var store = database.Open(schema);
        await store.EnsureSchemaAsync();
        await store.Topologies.RecordAsync("one", 1, "topology: one", [], At);
        var altered = Convert.ToBase64String(Encoding.UTF8.GetBytes("topology: two"));
        (
            await database.ExecuteAsync(
                $"update {schema}.mt_events set data = jsonb_set(data, '{{Text}}', to_jsonb($1::text)) where stream_id = $2",
                altered,
                "topology-history/one"
            )
        ).ShouldBe(1);
        (await Should.ThrowAsync<LineageCorruptException>(() => store.Topologies.ReadAsync("one"))).Message.ShouldContain(
            "recorded text of one version 1"
        );
    }
}
