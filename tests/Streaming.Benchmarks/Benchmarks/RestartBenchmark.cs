using System.Diagnostics;
using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Machine;
using Streaming.Benchmarks.Reading;
using Streaming.Benchmarks.Reports;
using Streaming.Benchmarks.Roles;
using Streaming.Benchmarks.Services;
using Streaming.Benchmarks.Workloads;
using Streaming.Cli.Publishing;

namespace Streaming.Benchmarks.Benchmarks;

/// <summary>
/// A pipeline process is killed after some history and started again: how long until it predicts, against the length of the
/// history. An event that came while it was down is what it predicts first.
/// </summary>
internal sealed class RestartBenchmark : IBenchmark
{
    static readonly double[] Shares = [0.01, 0.1, 0.3, 1];

    public string Name => "restart";

    public async Task<Report> RunAsync(BenchmarkOptions options, Action<string> note, CancellationToken stop)
    {
        var all = EventSource.OfTransactions(options.File, options.Rows);
        var report = new Report(Name, $"kill -9, then from the start of the new process to its first prediction; card-fraud, {options.Partitions} partitions, all their state restored from lineage");
        var grid = new Grid("restart", ["history, events", "event time, days", "process started to first prediction, s", "processor, s", "peak working set, MiB", "µs an event of history"]);
        double? shortest = null;
        foreach (var share in Shares)
        {
            var (events, days, seconds, cpu, peak) = await RestartAsync(options, all with { Rows = (int)(all.Rows * share) }, note, stop);
            shortest ??= seconds;
            grid.Add(events, days, seconds, cpu, peak, (seconds - shortest.Value) / events * 1e6);
        }

        report.Grids.Add(grid);
        report.Notes.Add("The longest window of the topology, its delay and the drift bound reach back 38 days: older history is not read. The last column leaves the first line's time, which is that of starting a process, out.");
        return report;
    }

    static async Task<(int Events, double Days, double Seconds, double Cpu, double Peak)> RestartAsync(
        BenchmarkOptions options, EventSource source, Action<string> note, CancellationToken stop)
    {
        var workload = Workload.Of(Workload.CardFraud);
        await using var services = await BenchmarkServices.StartAsync(options.Data, note, stop);
        await ModelMaker.RegisterAsync(workload, source, services.Postgres, stop);
        var run = new PipelineRun(services, options, workload, source, note);
        var plan = workload.Compile();
        await using (var first = await run.StartPipelineAsync(stop))
        {
            await Readiness.WaitAsync(plan, services.Kafka, options.Partitions, stop);
            var reading = new CountingReader(services.Kafka, plan.Topology.Output.Predictions, options.Partitions).ReadAsync(source.Rows, Stopwatch.GetTimestamp(), stop);
            await PublishAsync(source);
            await reading;
            await first.KillAsync();
        }

        var (from, to) = await LineageTimes.OfAsync(services.Postgres, plan, stop);
        await PublishAsync(new EventSource(EventKind.Probe, 1, null, to + 1_000_000));
        note($"restarting after {source.Rows:N0} events");
        var start = Stopwatch.GetTimestamp();
        var counting = new CountingReader(services.Kafka, plan.Topology.Output.Predictions, options.Partitions).ReadAsync(source.Rows + 1, start, stop);
        await using var second = await run.StartPipelineAsync(stop);
        var seconds = (await counting).Last.At.TotalSeconds;
        return (source.Rows, (to - from) / 86_400e6, seconds, ProcessTable.Read().Own(second.Pid), ProcessTable.PeakMiB(second.Pid));

        async Task PublishAsync(EventSource events)
        {
            await using var publisher = RoleProcess.Start(RoleTable.Publisher, new PublisherTask(workload, events, services.Kafka, options.Partitions));
            await publisher.HearAsync<bool>(stop);
            await publisher.AskAsync<PublishResult>(RoleConsole.Go, stop);
        }
    }
}
