using HdrHistogram;
using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Machine;
using Streaming.Benchmarks.Reading;
using Streaming.Benchmarks.Reports;
using Streaming.Benchmarks.Roles;
using Streaming.Benchmarks.Services;
using Streaming.Benchmarks.Workloads;
using Streaming.Events.Time;
using Streaming.Publishing;

namespace Streaming.Benchmarks.Benchmarks;

/// <summary>
/// From the moment a transaction is due to the moment its prediction is readable, at a steady rate: two commits, two Kafka
/// transactions and one merge lie in between.
/// </summary>
sealed class LatencyBenchmark : IBenchmark
{
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);

    static readonly (string Name, double Percentile, string? Goal)[] Percentiles =
    [
        ("p50", 50, "goal below 60"),
        ("p90", 90, null),
        ("p95", 95, null),
        ("p99", 99, "goal below 200"),
        ("p99.9", 99.9, null),
        ("max", 100, null),
    ];

    public string Name => "latency";

    public async Task<Report> RunAsync(BenchmarkOptions options, Action<string> note, CancellationToken stop)
    {
        var workload = Workload.Of(Workload.CardFraud);
        var source = new EventSource(EventKind.Live, options.Rate);
        await using var services = await BenchmarkServices.StartAsync(options.Data, note, stop);
        await ModelMaker.RegisterAsync(workload, source, services.Postgres, stop);
        var run = new PipelineRun(services, options, workload, source, note);
        await using var pipeline = await run.StartPipelineAsync(stop);
        var plan = workload.Compile();
        await using var publisher = await run.StartSteadyAsync(stop);

        note($"{options.Rate:N0} events/s: {WarmUp.TotalSeconds:N0} s to warm up, then {options.Seconds} s");
        await publisher.SayAsync(RoleConsole.Go);
        var from = Timestamp.From(TimeProvider.System.GetUtcNow() + WarmUp);
        var reading = new LatencyReader(
            services.Kafka,
            plan.Topology.Output.Predictions,
            options.Partitions,
            TimeProvider.System
        ).ReadAsync(from, from + TimeSpan.FromSeconds(options.Seconds), stop);
        await Task.Delay(WarmUp, stop);
        var before = await pipeline.AskAsync<PipelineState>(RoleConsole.Look, stop);
        var cpu = new CpuMeter([
            new("pipeline", pipeline.Pid),
            .. services.Processes,
            new("publisher", publisher.Pid),
            new("reader", Environment.ProcessId),
        ]);
        var histogram = await reading;
        var used = cpu.Used();
        var after = await pipeline.AskAsync<PipelineState>(RoleConsole.Look, stop);
        var published = await publisher.AskAsync<PublishResult>(RoleConsole.Go, stop);
        return ToReport(options, histogram, used, before, after, published);
    }

    Report ToReport(
        BenchmarkOptions options,
        LongHistogram histogram,
        IReadOnlyDictionary<string, double> used,
        PipelineState before,
        PipelineState after,
        PublishResult published
    )
    {
        var report = new Report(
            Name,
            $"{options.Rate:N0} events/s and as many labels offered, due time to prediction readable, over {options.Seconds} s; "
                + $"card-fraud, {options.Partitions} partitions"
        );
        report.Add("predictions", histogram.TotalCount, "events", $"{(long)options.Rate * options.Seconds:N0} due");
        foreach (var (name, percentile, goal) in Percentiles)
            report.Add(name, histogram.GetValueAtPercentile(percentile) / 1000.0, "ms", goal);
        report.Add("published", published.Events / published.Elapsed.TotalSeconds, "events/s");
        var cpu = new Grid("processor time", ["process", "seconds", "share of a core"]);
        foreach (var (process, seconds) in used)
            cpu.Add(process, seconds, $"{seconds / (options.Seconds + 2):P0}");
        report.Grids.Add(cpu);
        report.Grids.Add(Commits(before, after));
        return report;
    }

    static Grid Commits(PipelineState before, PipelineState after)
    {
        var grid = new Grid("commits while measured", ["stage", "commits", "batches", "append, ms a commit", "emit, ms a commit"]);
        foreach (var (b, a) in before.Stages.Zip(after.Stages))
        {
            var commits = a.Commits - b.Commits;
            grid.Add(
                a.Stage,
                commits,
                a.Batches - b.Batches,
                Milliseconds(Pipeline.Metrics.Step.Append),
                Milliseconds(Pipeline.Metrics.Step.Emit)
            );

            double Milliseconds(Pipeline.Metrics.Step step) =>
                commits == 0
                    ? 0
                    : (a.Steps.First(s => s.Step == step).Time - b.Steps.First(s => s.Step == step).Time).TotalMilliseconds / commits;
        }

        return grid;
    }
}
