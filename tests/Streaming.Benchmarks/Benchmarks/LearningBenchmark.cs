using System.Diagnostics;
using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Machine;
using Streaming.Benchmarks.Reports;
using Streaming.Benchmarks.Services;
using Streaming.Benchmarks.Workloads;
using Streaming.Drift.Columns;
using Streaming.Drift.Risk;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Outcomes;
using Streaming.Learning.Recorded;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Following;
using Streaming.Lineage.Monitoring;
using Streaming.Lineage.Store;
using Streaming.Topology.Plan;

namespace Streaming.Benchmarks.Benchmarks;

/// <summary>The card-fraud topology live, then what is learnt from its lineage, in this process: training sets, and what followers
/// find.</summary>
sealed class LearningBenchmark : IBenchmark
{
    const int Passes = 4;

    public string Name => "learning";

    public async Task<Report> RunAsync(BenchmarkOptions options, Action<string> note, CancellationToken stop)
    {
        var source = EventSource.OfTransactions(options.File, options.Rows);
        var workload = Workload.Of(Workload.CardFraud);
        var plan = workload.Compile();
        await using var services = await BenchmarkServices.StartAsync(options.Data, note, stop);
        note("training the model");
        await ModelMaker.RegisterAsync(workload, source, services.Postgres, stop);
        var live = await new PipelineRun(services, options, workload, source, note).LiveAsync(stop);
        var liveCpu = live.Cpu.Where(c => c.Key is not ("publisher" or "reader")).Sum(c => c.Value) / source.Rows * 1e6;

        var report = new Report(Name, $"{source.Rows:N0} transactions live, then what is learnt from their lineage, in one process");
        report.Add("live, processor time of pipeline, broker and PostgreSQL", liveCpu, "µs an event");
        await using var store = new LineageStore(services.Postgres);
        await SetsAsync();
        await FollowersAsync();
        return report;

        async Task SetsAsync()
        {
            var grid = new Grid(
                "training sets: labelled rows of all of lineage, with their features",
                [
                    "pass",
                    "rows",
                    "seconds",
                    "rows/s",
                    "µs of processor time a row, PostgreSQL's included",
                    "the batches alone, read and decoded, s",
                ]
            );
            for (var pass = 1; pass <= Passes; pass++)
            {
                note($"training set, pass {pass} of {Passes}");
                var (_, bare, _) = await TimedAsync(services, () => DecodeAsync(store, plan, stop));
                var (set, seconds, cpu) = await TimedAsync(services, () =>
                    new TrainingSetReader(store).ReadAsync(plan, new TimeRange(Timestamp.Beginning, Timestamp.End), null, stop)
                );
                var rows = set.Set.Count;
                grid.Add($"{pass}", rows, seconds, rows / seconds, cpu / rows * 1e6, bare);
                if (pass == Passes)
                    report.Add("training set, warm", rows / seconds, "rows/s", "goal 500,000");
            }

            report.Grids.Add(grid);
        }

        async Task FollowersAsync()
        {
            var grid = new Grid(
                "followers of the same lineage",
                ["", "seconds", "µs of processor time a row, PostgreSQL's included", "of the live path's"]
            );
            var final = new FollowerOptions { Stage = plan.Final.Name };
            // What runs for days is warm.
            foreach (var pass in (string[])["first", "second"])
            {
                foreach (var every in (int[])[1, 10])
                {
                    var drift = new DriftFollower(store, plan.Topology.Name, new ColumnsOptions(Every: every), final);
                    await drift.ForgetAsync(stop);
                    await AddAsync($"features and score, every {every}. row, {pass} pass", () => drift.CatchUpAsync(stop: stop));
                }

                var delay = plan.Topology.Labels!.Delay!.Value;
                var outcomes = new OutcomeFollower(store, plan, new OutcomeOptions(delay, new RiskOptions()));
                await outcomes.ForgetAsync(stop);
                await AddAsync($"labels, {pass} pass", () => outcomes.CatchUpAsync(stop: stop));
            }

            report.Grids.Add(grid);

            async Task AddAsync(string what, Func<Task> follow)
            {
                note($"following: {what}");
                var (_, seconds, cpu) = await TimedAsync(services, async () =>
                {
                    await follow();
                    return true;
                });
                var micros = cpu / source.Rows * 1e6;
                grid.Add(what, seconds, micros, $"{micros / liveCpu:P1}");
            }
        }
    }

    static async Task<long> DecodeAsync(LineageStore store, PipelinePlan plan, CancellationToken stop)
    {
        long rows = 0;
        foreach (var stream in await store.ListStreamsAsync(plan.Topology.Name, stop))
        {
            if (stream.Stream.Stage != plan.Final.Name)
                continue;
            await foreach (var batch in store.ReadAsync(stream.Stream, 1, stream.Version, stop))
            {
                using var table = batch.Table(TableNames.Rows);
                rows += table?.Length ?? 0;
            }
        }

        return rows;
    }

    static async Task<(T Result, double Seconds, double Cpu)> TimedAsync<T>(BenchmarkServices services, Func<Task<T>> work)
    {
        var cpu = new CpuMeter([new Watched("this", Environment.ProcessId), .. services.Processes]);
        var start = Stopwatch.GetTimestamp();
        var result = await work();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return (result, seconds, cpu.Used().Where(c => c.Key != "broker").Sum(c => c.Value));
    }
}
