using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Following;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;
using Streaming.Topology;

namespace Streaming.Lineage.Tests.Following;

public sealed class WatermarkMergeTests(DatabaseFixture database)
{
    const int Partitions = 3;
    const int Versions = 12;
    const long End = 1_000;

    static readonly FollowerOptions Merged = new()
    {
        Stage = "score",
        MergedPartitions = Partitions,
        PollInterval = TimeSpan.FromMilliseconds(1),
    };

    /// <summary>Ties, a partition far ahead of the others, and a clock that goes back.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Followers_that_looked_at_different_moments_saw_one_order(int seed)
    {
        await using var store = await database.NewStoreAsync();
        var random = new Random(seed);
        var pending = Enumerable.Range(0, Partitions).Select(p => new Queue<long>(Clocks(random))).ToList();
        var tails = Enumerable.Range(0, Partitions).Select(p => LineageTail.Start(Samples.Stream with { Partition = p })).ToList();
        // Whoever is last of those whose watermark is the end may still be followed by others with that watermark.
        const int Given = Partitions * Versions - (Partitions - 1);
        var followers = new List<Task<List<(int Partition, long Version)>>> { FollowAsync(store, Given) };
        while (pending.Exists(p => p.Count > 0))
        {
            var partition = random.Next(Partitions);
            for (var burst = random.Next(1, 5); burst > 0 && pending[partition].TryDequeue(out var clock); burst--)
            {
                var next = PreparedBatch.Create(tails[partition], Samples.Header() with { Watermark = new Timestamp(clock) }, []);
                (await store.AppendAsync([next])).AllAppended.ShouldBeTrue();
                tails[partition] = next.Tail;
            }

            if (random.Next(6) == 0)
                followers.Add(FollowAsync(store, Given));
        }

        var late = await FollowAsync(store, Given);

        foreach (var follower in followers)
            (await follower).ShouldBe(late);
        late.Distinct().Count().ShouldBe(Given);
        foreach (var stream in late.GroupBy(b => b.Partition))
            stream.Select(b => b.Version).ShouldBe(Enumerable.Range(1, stream.Count()).Select(v => (long)v));
    }

    [Fact]
    public async Task A_follower_that_goes_on_from_its_positions_sees_the_rest_of_the_same_order()
    {
        var streams = Enumerable.Range(0, Partitions).Select(p => Samples.Stream with { Partition = p }).ToArray();
        var (store, _) = await Samples.FilledAsync(database, 4, streams);
        await using var owned = store;
        const int Given = Partitions * 4 - (Partitions - 1);
        var whole = await FollowAsync(store, Given);
        for (var cut = 0; cut < Given; cut++)
        {
            var positions = await Follower(store).BatchesAsync([], TestContext.Current.CancellationToken).Take(cut).ToListAsync();
            var after = positions.GroupBy(b => b.Stream).Select(s => FollowerPosition.After(s.Last()));
            (await FollowAsync(store, Given - cut, after)).ShouldBe(whole.Skip(cut));
        }
    }

    [Fact]
    public async Task More_partitions_than_are_merged_are_refused()
    {
        var (store, _) = await Samples.FilledAsync(database, 1, Samples.Stream with { Partition = Partitions });
        await using var owned = store;
        (await Should.ThrowAsync<StreamingException>(() => FollowAsync(store, 1))).Message.ShouldContain("rescaled");
    }

    static LineageFollower Follower(LineageStore store) => new(store, "merged", Samples.Stream.Topology, Merged);

    static Task<List<(int Partition, long Version)>> FollowAsync(
        LineageStore store,
        int count,
        IEnumerable<FollowerPosition>? after = null
    ) =>
        Follower(store)
            .BatchesAsync(after ?? [], TestContext.Current.CancellationToken)
            .Take(count)
            .Select(b => (b.Stream.Partition, b.Version))
            .ToListAsync()
            .AsTask();

    static IEnumerable<long> Clocks(Random random)
    {
        var clock = 0L;
        for (var version = 1; version < Versions; version++)
        {
            clock = random.Next(8) switch
            {
                0 => clock + 200,
                1 => Math.Max(0, clock - 150),
                2 => clock,
                _ => clock + random.Next(3),
            };
            yield return Math.Min(clock, End - 1);
        }

        yield return End;
    }
}
