using Apache.Arrow;
using Streaming.Drift.Columns;
using Streaming.Events.Rows;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Following;
using Streaming.Lineage.Monitoring;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;
using Streaming.Topology;

namespace Streaming.Lineage.Tests.Monitoring;

/// <summary>The same alarms, whoever watches and whenever: after restarts, over again, and by two processes in turn.</summary>
public sealed class DriftFollowerTests(DatabaseFixture database)
{
    const int BatchRows = 200;
    const int Batches = 15;
    const int Change = 2000;

    static readonly StreamKey Other = Samples.Stream with { Partition = 1 };
    static readonly ColumnsOptions Options = new(RunLength: 5000, ReferenceRows: 500);
    static readonly FollowerOptions Quick = new() { PollInterval = TimeSpan.FromMilliseconds(5), Lease = TimeSpan.FromMilliseconds(500) };

    [Fact]
    public async Task The_change_is_found_in_its_stream_and_the_feature_named()
    {
        await using var store = await FilledAsync(Batches);
        var follower = New(store);
        await follower.CatchUpAsync(stop: TestContext.Current.CancellationToken);

        var alarm = (await follower.AlarmsAsync()).ShouldHaveSingleItem();
        alarm.Record.Stream.ShouldBe(Samples.Stream);
        ((alarm.Record.Version - 1) * BatchRows + alarm.Record.Row).ShouldBeInRange(Change, Change + 200);
        alarm.EventTime.ShouldBe(Samples.Time((alarm.Record.Version - 1) * BatchRows + alarm.Record.Row));
        alarm.Culprits.Select(c => c.Column).ShouldBe(["F2"]);
        (alarm.Model, alarm.ModelVersion).ShouldBe(("card-fraud", 4));
        var streams = await follower.StreamsAsync();
        streams
            .Select(s => (s.Stream, s.Version, s.Detector.Rows))
            .ShouldBe([(Samples.Stream, Batches, Batches * BatchRows), (Other, Batches, Batches * BatchRows)]);
        streams[0].Detector.Names.ShouldBe(["score", "F1", "F2"], ignoreOrder: true);
    }

    [Fact]
    public async Task After_a_restart_and_over_again_it_finds_the_same()
    {
        await using var store = await FilledAsync(6);
        await New(store).CatchUpAsync(stop: TestContext.Current.CancellationToken);
        await AppendAsync(store, 6, 11);
        await New(store).CatchUpAsync(stop: TestContext.Current.CancellationToken);
        await AppendAsync(store, 11, Batches);
        var last = New(store);
        await last.CatchUpAsync(stop: TestContext.Current.CancellationToken);
        var found = await FoundAsync(last);

        await last.ForgetAsync();
        (await last.AlarmsAsync()).ShouldBeEmpty();
        var again = New(store);
        await again.CatchUpAsync(stop: TestContext.Current.CancellationToken);
        var second = await FoundAsync(again);
        second.Alarms.ShouldBe(found.Alarms);
        second.States.ShouldBe(found.States);
        found.Alarms.ShouldHaveSingleItem();
    }

    /// <summary>Each process is stopped in the middle of its work several times while the other one waits or goes on.</summary>
    [Fact]
    public async Task Two_processes_find_together_what_one_finds()
    {
        await using var store = await FilledAsync(Batches);
        for (var turn = 0; turn < 6; turn++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var both = Task.WhenAll(New(store).RunAsync(stop.Token), New(store).RunAsync(stop.Token));
            var reached = 5 * (turn + 1);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
            while (await HandledAsync(store) < Math.Min(reached, 2 * Batches))
                await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            await stop.CancelAsync();
            await both;
        }

        var together = await FoundAsync(New(store));
        var alone = New(store);
        await alone.ForgetAsync();
        await alone.CatchUpAsync(stop: TestContext.Current.CancellationToken);
        var expected = await FoundAsync(alone);
        together.Alarms.ShouldBe(expected.Alarms);
        together.States.ShouldBe(expected.States);
    }

    [Fact]
    public async Task Another_version_of_the_model_is_watched_anew()
    {
        await using var store = await FilledAsync(4);
        await AppendAsync(store, 4, 6, modelVersion: 5);
        var follower = New(store);
        await follower.CatchUpAsync(stop: TestContext.Current.CancellationToken);
        var stream = (await follower.StreamsAsync())[0];
        (stream.ModelVersion, stream.Detector.Rows, stream.Detector.ToLearn).ShouldBe((5, 2 * BatchRows, 500 - 2 * BatchRows));
    }

    /// <summary>A canary that scores otherwise decides about every third row: what is watched is what the champion said of them.</summary>
    [Fact]
    public async Task Rows_about_which_a_canary_decided_are_watched_by_the_champions_score()
    {
        await using var alone = await FilledAsync(12);
        await using var tried = await FilledAsync(12, canary: true);
        var (followed, expected) = (New(tried), New(alone));
        await followed.CatchUpAsync(stop: TestContext.Current.CancellationToken);
        await expected.CatchUpAsync(stop: TestContext.Current.CancellationToken);
        (await FoundAsync(followed)).Alarms.ShouldBe((await FoundAsync(expected)).Alarms);
        (await FoundAsync(followed)).States.ShouldBe((await FoundAsync(expected)).States);
    }

    [Fact]
    public async Task Other_options_are_refused_until_it_begins_anew()
    {
        await using var store = await FilledAsync(4);
        await New(store).CatchUpAsync(stop: TestContext.Current.CancellationToken);
        var other = new DriftFollower(store, Samples.Stream.Topology, Options with { RunLength = 77 }, Quick);
        (await Should.ThrowAsync<StreamingException>(() => other.CatchUpAsync())).Message.ShouldContain("is watched with other settings");
        await other.ForgetAsync();
        await other.CatchUpAsync(stop: TestContext.Current.CancellationToken);
    }

    static DriftFollower New(LineageStore store) => new(store, Samples.Stream.Topology, Options, Quick);

    static async Task<(List<string> Alarms, List<string> States)> FoundAsync(DriftFollower follower) =>
        (
            [.. (await follower.AlarmsAsync()).Select(a => $"{a.Record} {a.EventTime} {a.Evidence:R} {string.Join(',', a.Culprits)}")],
            [.. (await follower.StreamsAsync()).Select(s => $"{s.Stream} {s.Version} {Convert.ToHexString(s.Detector.Save())}")]
        );

    static async Task<long> HandledAsync(LineageStore store) =>
        (await new LineageFollower(store, DriftFollower.Name, Samples.Stream.Topology).PositionsAsync()).Sum(p => p.Version);

    async Task<LineageStore> FilledAsync(int batches, bool canary = false)
    {
        var store = database.Open(database.NewSchema());
        await store.EnsureSchemaAsync();
        await AppendAsync(store, 0, batches, canary: canary);
        return store;
    }

    static async Task AppendAsync(LineageStore store, int from, int to, int modelVersion = 4, bool canary = false)
    {
        foreach (var stream in (StreamKey[])[Samples.Stream, Other])
        {
            var tail = await store.ReadTailAsync(stream) ?? LineageTail.Start(stream);
            for (var batch = from; batch < to; batch++)
            {
                var first = batch * BatchRows;
                var header = Samples.Header(first + BatchRows) with
                {
                    ScoredBy =
                    [
                        new ModelInRole(ModelRole.Champion, "card-fraud", modelVersion, "cd34"),
                        .. canary ? [new ModelInRole(ModelRole.Canary, "card-fraud", modelVersion + 1, "ef56")] : (ModelInRole[])[],
                    ],
                };
                var rows = Rows(stream.Partition, first);
                var next = PreparedBatch.Create(tail, header, [new LineageTable(TableNames.Rows, canary ? WithCanary(rows) : rows)]);
                (await store.AppendAsync([next])).AllAppended.ShouldBeTrue();
                tail = next.Tail;
            }
        }
    }

    /// <summary>Every third row is decided by a canary, whose score is far from the champion's.</summary>
    static RecordBatch WithCanary(RecordBatch rows)
    {
        var scores = Columns.Float(rows, TableNames.Score).ToArray();
        var (champion, canary) = (new FloatArray.Builder(), new FloatArray.Builder());
        foreach (var (row, score) in scores.Index())
        {
            if (row % 3 == 0)
            {
                champion.Append(score);
                canary.AppendNull();
            }
            else
            {
                champion.AppendNull();
                canary.Append(99);
            }
        }

        return rows.Replace(TableNames.Score, new FloatArray.Builder().AppendRange(scores.Select((s, i) => i % 3 == 0 ? 99 : s)).Build())
            .With(
                RecordColumns.DecidedBy,
                new UInt8Array.Builder().AppendRange(scores.Select((_, i) => (byte)(i % 3 == 0 ? 1 : 0))).Build()
            )
            .With(RecordColumns.ScoreOf(0), champion.Build())
            .With(RecordColumns.ScoreOf(1), canary.Build());
    }

    /// <summary>Noise; in the first stream, the feature F2 moves by half its range.</summary>
    static RecordBatch Rows(int partition, int first)
    {
        var random = new Random(1000 * partition + first);
        return Samples
            .Rows(first, BatchRows, features: 0)
            .Replace(TableNames.Score, Noise(_ => 0))
            .With("F1", Noise(_ => 0))
            .With("F2", Noise(i => partition == 0 && first + i >= Change ? 0.5f : 0));

        FloatArray Noise(Func<int, float> shift) =>
            new FloatArray.Builder().AppendRange(Enumerable.Range(0, BatchRows).Select(i => (float)random.NextDouble() + shift(i))).Build();
    }
}
