using System.Diagnostics;
using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Machine;
using Streaming.Benchmarks.Reading;
using Streaming.Benchmarks.Reports;
using Streaming.Benchmarks.Roles;
using Streaming.Benchmarks.Services;
using Streaming.Benchmarks.Workloads;
using Streaming.Events.Time;
using Streaming.Pipeline.Recovery;
using Streaming.Publishing;

namespace Streaming.Benchmarks.Benchmarks;

/// <summary>
/// A pipeline process is killed after some history and started again: how long until it predicts, and how long each partition's
/// state takes to come back, against the length of the history; from snapshots, and from recorded rows alone. An event
/// that came while it was down is what it predicts first.
/// </summary>
sealed class RestartBenchmark : IBenchmark
{
    /// <summary>The whole file is longer than the longest window reaches back, and so is two thirds of it.</summary>
    static readonly double[] Shares = [0.01, 0.1, 0.3, 0.65, 1];

    public string Name => "restart";

    public async Task<Report> RunAsync(BenchmarkOptions options, Action<string> note, CancellationToken stop)
    {
        var all = EventSource.OfTransactions(options.File, options.Rows);
        var report = new Report(
            Name,
            $"kill -9, then from the start of the new process to its first prediction; card-fraud, {options.Partitions} partitions, all "
                + "their state restored from lineage"
        );
        var whole = new Grid(
            "process started to first prediction",
            ["history, events", "event time, days", "from snapshots, s", "from rows, s", "peak from snapshots, MiB", "peak from rows, MiB"]
        );
        var parts = new Grid(
            "state of one stage partition",
            [
                "history, events",
                "slowest from its snapshot, ms",
                "slowest from rows, ms",
                "entries read",
                "rows replayed after",
                "rows replayed without",
            ]
        );
        foreach (var share in Shares)
        {
            var source = all with { Rows = (int)(all.Rows * share) };
            var (days, snapshots, rows) = await HistoryAsync(options, source, note, stop);
            note(
                $"{source.Rows:N0} events: first prediction after {snapshots.Seconds:0.0} s from snapshots, {rows.Seconds:0.0} s from "
                    + $"rows; slowest partition {Slowest(snapshots):0} ms, {Slowest(rows):0} ms"
            );
            whole.Add(source.Rows, days, snapshots.Seconds, rows.Seconds, snapshots.Peak, rows.Peak);
            parts.Add(
                source.Rows,
                Slowest(snapshots),
                Slowest(rows),
                snapshots.States.Max(s => s.Entries),
                snapshots.States.Max(s => s.Rows),
                rows.States.Max(s => s.Rows)
            );
        }

        report.Grids.Add(whole);
        report.Grids.Add(parts);
        report.Notes.Add(
            "The longest window of the topology, its delay and the drift bound reach back 38 days: older history is never read. The "
                + "partitions of a process are restored side by side."
        );
        return report;
    }

    static double Slowest(Restart restart) => restart.States.Max(s => s.Duration.TotalMilliseconds);

    static async Task<(double Days, Restart Snapshots, Restart Rows)> HistoryAsync(
        BenchmarkOptions options,
        EventSource source,
        Action<string> note,
        CancellationToken stop
    )
    {
        var workload = Workload.Of(Workload.CardFraud);
        await using var services = await BenchmarkServices.StartAsync(options.Data, note, stop);
        await ModelMaker.RegisterAsync(workload, source, services.Postgres, stop);
        var run = new PipelineRun(services, options, workload, source, note);
        var plan = workload.Compile();
        await using (var first = await run.StartPipelineAsync(stop))
        {
            await Readiness.WaitAsync(plan, services.Kafka, options.Partitions, stop);
            var reading = new CountingReader(services.Kafka, plan.Topology.Output.Predictions, options.Partitions).ReadAsync(
                source.Rows,
                Stopwatch.GetTimestamp(),
                stop
            );
            await PublishAsync(source);
            await reading;
            await first.KillAsync();
        }

        var (from, to) = await LineageTimes.OfAsync(services.Postgres, plan, stop);
        note($"restarting after {source.Rows:N0} events");
        var snapshots = await RestartAsync(probe: 1, snapshots: true);
        var rows = await RestartAsync(probe: 2, snapshots: false);
        return ((to - from).TotalDays, snapshots, rows);

        async Task<Restart> RestartAsync(int probe, bool snapshots)
        {
            await PublishAsync(new EventSource(EventKind.Probe, 1, null, to + TimeSpan.FromSeconds(probe)));
            var start = Stopwatch.GetTimestamp();
            var counting = new CountingReader(services.Kafka, plan.Topology.Output.Predictions, options.Partitions).ReadAsync(
                source.Rows + probe,
                start,
                stop
            );
            await using var pipeline = await run.StartPipelineAsync(stop, snapshots);
            var seconds = (await counting).Last.At.TotalSeconds;
            var state = await pipeline.AskAsync<PipelineState>(RoleConsole.Look, stop);
            var peak = ProcessTable.PeakMiB(pipeline.Pid);
            await pipeline.KillAsync();
            return new Restart(seconds, peak, [.. state.Stages.SelectMany(s => s.Restored)]);
        }

        async Task PublishAsync(EventSource events)
        {
            await using var publisher = RoleProcess.Start(
                RoleTable.Publisher,
                new PublisherTask(workload, events, services.Kafka, options.Partitions)
            );
            await publisher.HearAsync<bool>(stop);
            await publisher.AskAsync<PublishResult>(RoleConsole.Go, stop);
        }
    }

    sealed record Restart(double Seconds, double Peak, IReadOnlyList<RestoredState> States);
}
