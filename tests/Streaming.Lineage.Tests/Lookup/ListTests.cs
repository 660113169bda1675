using System.Globalization;
using System.Text;
using CsCheck;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Index;
using Streaming.Lineage.Lookup;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;
using Streaming.Lineage.Verification;
using Streaming.Topology;

namespace Streaming.Lineage.Tests.Lookup;

/// <summary>Records are listed by key and decision as going through all of them would list them.</summary>
public sealed class ListTests(DatabaseFixture database)
{
    static readonly string?[] Decisions = [null, "fraud", "review", "genuine", "nothing decides so"];

    /// <summary>
    /// Fails where a record is missed, listed twice or out of order, on whichever page; where a filter of an earlier release hides records;
    /// and where such a filter is taken for a false one.
    /// </summary>
    [Fact]
    public async Task Lists_are_those_of_whoever_remembers_every_record()
    {
        var (store, schema) = await StoreAsync();
        await using var _ = store;
        var histories = 0;
        await Gen.Select(RandomBatch.Any.Array[1, 14], Gen.Bool, Gen.Int[1, 7])
            .SampleAsync(
                async (batches, numbers, limit) =>
                {
                    var topology = $"list-{Interlocked.Increment(ref histories)}";
                    var history = new RandomHistory(store, database, schema, topology, numbers);
                    foreach (var batch in batches)
                        await history.AppendAsync(batch);

                    var notIndexed = await CompareAsync(store, topology, history, numbers, limit);
                    if (!batches.Any(b => b.Old))
                        notIndexed.ShouldBe(0);
                    await SoundAsync(store, topology);

                    foreach (var stream in history.Streams)
                        await new IndexRebuild(store).RebuildAsync(stream);
                    (await CompareAsync(store, topology, history, numbers, limit)).ShouldBe(0);
                    await SoundAsync(store, topology);
                },
                iter: 30,
                threads: 1
            );
    }

    /// <summary>
    /// Fails where merged filters hide records, hold nothing back, or were merged by an earlier release and are believed.
    /// </summary>
    [Fact]
    public async Task What_lies_in_merged_filters_is_listed_like_what_does_not()
    {
        const int Batches = GroupRule.Batches + 400;
        const int Keys = 700;
        var (store, schema) = await StoreAsync();
        await using var _ = store;
        var tail = LineageTail.Start(Samples.Stream);
        var some = new List<PreparedBatch>();
        for (var row = 0; row < Batches; row++)
        {
            some.Add(Keyed(tail, row, row % Keys));
            tail = some[^1].Tail;
            if (some.Count < 500 && row < Batches - 1)
                continue;
            (await store.AppendAsync(some)).AllAppended.ShouldBeTrue();
            some.Clear();
        }

        await store.IndexIdleAsync();
        var streams = new[] { Samples.Stream.ToString() };
        (await store.Index.ProbeGroupsAsync(streams, Probe("customer 3"), default)).ShouldHaveSingleItem().MayContain.ShouldBeTrue();
        (await store.Index.ProbeGroupsAsync(streams, Probe("customer x"), default)).ShouldHaveSingleItem().MayContain.ShouldBeFalse();
        await ListedAsync(3);

        // As an earlier release merged it.
        await database.ExecuteAsync(
            $"update {schema}.groups set kinds = default, filter = $1",
            BloomFilter.Build(
                [
                    .. Enumerable
                        .Range(0, GroupRule.Batches)
                        .Select(i => LookupHash.Of(FilterKinds.EventIds, Encoding.UTF8.GetBytes($"T{i}"))),
                ],
                GroupRule.FilterBitsPerHash
            )
        );
        await ListedAsync(4);
        await SoundAsync(store, Samples.Stream.Topology);

        async Task ListedAsync(int key)
        {
            var expected = Enumerable.Range(0, Batches).Where(row => row % Keys == key).Select(row => row + 1L).Reverse();
            var page = await store.ListAsync(Query(Samples.Stream.Topology) with { Key = $"customer {key}" });
            page.Records.Select(r => r.LineageId.Version).ShouldBe(expected);
            (page.Next, page.NotIndexed).ShouldBe((null, 0));
        }
    }

    /// <summary>Fails where filters rule nothing out, or far less than they have bits for: a lookup would read everything.</summary>
    [Fact]
    public async Task A_key_that_few_batches_have_is_looked_for_in_few()
    {
        var (store, _) = await StoreAsync();
        await using var _ = store;
        var tail = LineageTail.Start(Samples.Stream);
        for (var i = 0; i < 200; i++)
        {
            var next = Samples.Next(tail, 200);
            await store.AppendAsync([next]);
            tail = next.Tail;
        }

        var all = new VersionRange(Samples.Stream.ToString(), 1, long.MaxValue);
        (await store.Index.ProbeBackAsync(all, Probe("customer 7"), 1000, default)).ShouldAllBe(p => p.MayContain);
        var hits = await store.Index.ProbeBackAsync(all, Probe("customer x"), 1000, default);
        hits.Count.ShouldBe(200);
        hits.Count(h => h.MayContain).ShouldBeLessThan(10);
    }

    [Fact]
    public async Task A_page_that_begins_before_nothing_says_so()
    {
        var (store, _) = await StoreAsync();
        await using var _ = store;
        await Samples.FillAsync(store, Samples.Stream, batches: 2, rows: 3);
        var nowhere = new LineageId(Samples.Stream, 3, 0);

        var fault = await Should.ThrowAsync<StreamingException>(() =>
            store.ListAsync(Query(Samples.Stream.Topology) with { Key = "customer 1", Before = nowhere })
        );

        fault.Message.ShouldContain(nowhere.ToString());
    }

    /// <summary>Goes through the pages of every question; returns how many batches were read for want of a filter.</summary>
    static async Task<long> CompareAsync(LineageStore store, string topology, RandomHistory history, bool numbers, int limit)
    {
        var keys = Enumerable.Range(-1, 8).Select(k => RandomHistory.KeyText(k, numbers)).ToList();
        var notIndexed = 0L;
        foreach (var key in keys)
        {
            foreach (var decision in Decisions)
            {
                var expected = history.LastFirst.Where(o => (key is null || o.Key == key) && (decision is null || o.Decision == decision));
                var query = Query(topology) with { Key = key, Decision = decision, Limit = limit };
                var listed = new List<Outcome>();
                for (var more = true; more; )
                {
                    var page = await store.ListAsync(query);
                    listed.AddRange(page.Records.Select(r => new Outcome(r.LineageId, KeyOf(r), r.Decision)));
                    page.Records.Count.ShouldBeLessThanOrEqualTo(limit);
                    notIndexed += page.NotIndexed;
                    query = query with { Before = page.Next };
                    more = page.Next is not null;
                }

                listed.ShouldBe(expected, $"key {key}, decision {decision}, {limit} a page");
            }
        }

        return notIndexed;
    }

    static string? KeyOf(LineageRecord record) =>
        record.Rejection is { } rejection
            ? rejection.Key is { } bytes
                ? Encoding.UTF8.GetString(bytes)
                : null
            : Convert.ToString(record.Fields["CUSTOMER_ID"], CultureInfo.InvariantCulture) is { Length: > 0 } text
                ? text
                : null;

    static async Task SoundAsync(LineageStore store, string topology)
    {
        var report = await new ChainVerifier(store).VerifyAsync(topology);
        report.IsSound.ShouldBeTrue(string.Join("; ", report.Faults.Select(f => f.Message)));
    }

    static RecordQuery Query(string topology) => new(topology, "CUSTOMER_ID");

    static FilterProbe Probe(string key) => new((FilterKinds.Keys, key));

    /// <summary>One row, with the event id <c>T{row}</c>.</summary>
    static PreparedBatch Keyed(LineageTail tail, int row, int key) =>
        PreparedBatch.Create(
            tail,
            Samples.Header(row),
            [new LineageTable(TableNames.Rows, Samples.Rows(row, 1).Replace("CUSTOMER_ID", Samples.Texts(1, _ => $"customer {key}")))]
        );

    async Task<(LineageStore Store, string Schema)> StoreAsync()
    {
        var schema = database.NewSchema();
        var store = database.Open(schema);
        await store.EnsureSchemaAsync();
        return (store, schema);
    }
}
