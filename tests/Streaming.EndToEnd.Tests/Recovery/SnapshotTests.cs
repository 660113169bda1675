using Npgsql;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Lineage;
using Streaming.Lineage.Verification;
using Streaming.Pipeline.Recovery;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Recovery;

/// <summary>State restored from a snapshot is the state that was: the same bits as never having stopped, whatever befalls the
/// snapshot.</summary>
public sealed class SnapshotTests(TestServices services)
{
    const int Partitions = 2;
    const int SnapshotRows = 120;
    const int LogSnapshotAltered = 1511;

    static readonly List<SampleEvent> Events = Sample.Events(4000, seed: 21);

    [Fact]
    public async Task Restarts_from_snapshots_say_what_an_undisturbed_run_without_any_says()
    {
        var calm = await RunAsync("snapshot-calm", snapshotRows: null, stops: []);
        var restless = await RunAsync("snapshot-restless", SnapshotRows, stops: [900, 1700, 1701, 3100]);

        restless.Rows.ShouldBe(calm.Rows);
        (await Verification.FaultsAsync(restless.Postgres, restless.Plan.Topology.Name)).ShouldBeEmpty();
        foreach (var stage in restless.Plan.Stages.Where(s => s.Key is not null))
        {
            var restored = restless.Restored[stage.Name];
            restored.Count.ShouldBe(Partitions);
            restored.ShouldAllBe(r => r.Snapshot > 0 && r.Entries > 0);
            // What lies before the snapshot is not read again.
            restored.ShouldAllBe(r => r.Rows < Events.Count / Partitions / 2);
        }
    }

    [Theory]
    [InlineData(
        "update lineage.snapshots set body = set_byte(body, length(body) - 5, get_byte(body, length(body) - 5) # 1)",
        "was altered"
    )]
    [InlineData(
        "update lineage.snapshots a set body = b.body from lineage.snapshots b where a.stream <> b.stream and split_part(a.stream, '/', "
            + "2) = split_part(b.stream, '/', 2)",
        "was altered"
    )]
    [InlineData("delete from lineage.snapshots", "is missing")]
    public async Task A_snapshot_that_was_tampered_with_is_named_and_not_used(string sql, string words)
    {
        var name = $"snapshot-tampered-{Math.Abs(string.GetHashCode(sql, StringComparison.Ordinal))}";
        var calm = await RunAsync($"{name}-calm", snapshotRows: null, stops: []);
        var faults = new List<LineageFault>();
        var log = new LogWatch();
        var disturbed = await RunAsync(name, SnapshotRows, stops: [2000], log, async (plan, postgres) =>
        {
            await ExecuteAsync(postgres, sql);
            faults.AddRange(await Verification.FaultsAsync(postgres, plan.Topology.Name));
        });

        disturbed.Rows.ShouldBe(calm.Rows);
        faults.ShouldNotBeEmpty();
        faults.ShouldAllBe(f => f.Kind == FaultKind.SnapshotDiffers && f.Message.Contains(words));
        (log.Of(LogSnapshotAltered).Count > 0).ShouldBe(words == "was altered");
        disturbed.Restored.Values.SelectMany(r => r).ShouldAllBe(r => r.Snapshot == 0);
    }

    [Fact]
    public async Task Two_snapshots_a_stream_are_kept()
    {
        var run = await RunAsync("snapshot-kept", SnapshotRows, stops: []);
        await using var source = NpgsqlDataSource.Create(run.Postgres);
        await using var command = source.CreateCommand("select count(*) from lineage.snapshots group by stream");
        await using var reader = await command.ExecuteReaderAsync();
        var counts = new List<long>();
        while (await reader.ReadAsync())
            counts.Add(reader.GetInt64(0));
        counts.ShouldBe(Enumerable.Repeat(2L, 2 * Partitions));
    }

    async Task<Outcome> RunAsync(
        string name,
        int? snapshotRows,
        int[] stops,
        LogWatch? log = null,
        Func<PipelinePlan, string, Task>? stopped = null
    )
    {
        var plan = Sample.Plan(name);
        var postgres = await services.NewDatabaseAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        var publication = new SamplePublication(publisher, plan, Events, Partitions, 1);
        var settings = TestPipeline.Settings(services.Kafka, postgres, maxBatchRows: 53) with { SnapshotRows = snapshotRows };

        var before = 0L;
        foreach (var stop in stops)
        {
            await using var pipeline = await TestPipeline.StartAsync(plan, settings, loggers: log);
            publication.To(stop);
            await pipeline.CommittedAsync(Math.Max(1, publication.Settled - before));
            await pipeline.StopAsync();
            before += pipeline.Host.Snapshot()[^1].Accepted;
            if (stopped is not null)
                await stopped(plan, postgres);
        }

        await using var last = await TestPipeline.StartAsync(plan, settings, loggers: log);
        publication.To(Events.Count);
        publication.End();
        await last.CommittedAsync(Events.Count - before);
        await last.StopAsync();
        var restored = last.Host.Snapshot().ToDictionary(s => s.Stage, s => s.Restored);
        return new Outcome(plan, postgres, await LineageRows.InOrderAsync(postgres, plan, Partitions), restored);
    }

    static async Task ExecuteAsync(string postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres);
        await using var command = source.CreateCommand(sql);
        (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
    }

    sealed record Outcome(
        PipelinePlan Plan,
        string Postgres,
        List<RecordedRow> Rows,
        Dictionary<string, IReadOnlyList<RestoredState>> Restored
    );
}
