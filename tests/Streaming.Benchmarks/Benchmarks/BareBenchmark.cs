using System.Diagnostics;
using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Machine;
using Streaming.Benchmarks.Reading;
using Streaming.Benchmarks.Reports;
using Streaming.Benchmarks.Roles;
using Streaming.Benchmarks.Services;
using Streaming.Benchmarks.Workloads;
using Streaming.Publishing;

namespace Streaming.Benchmarks.Benchmarks;

/// <summary>
/// The same events as in <see cref="StatelessBenchmark"/> through a bare loop: consume, parse, score, produce. No validation,
/// no order, no lineage, no recovery: what the clients and ONNX Runtime leave room for.
/// </summary>
sealed class BareBenchmark : IBenchmark
{
    public string Name => "bare";

    public async Task<Report> RunAsync(BenchmarkOptions options, Action<string> note, CancellationToken stop)
    {
        var source = new EventSource(EventKind.Numeric, options.Rows ?? EventSource.AllTransactions);
        var workload = Workload.Of(Workload.Stateless);
        var report = new Report(
            Name,
            $"{source.Rows:N0} such events through a bare Confluent.Kafka + Utf8JsonReader + ONNX Runtime loop, published before it starts"
        );
        await using var services = await BenchmarkServices.StartAsync(options.Data, note, stop);
        await ModelMaker.RegisterAsync(workload, source, services.Postgres, stop);
        await using (
            var publisher = RoleProcess.Start(RoleTable.Publisher, new PublisherTask(workload, source, services.Kafka, options.Partitions))
        )
        {
            await publisher.HearAsync<bool>(stop);
            await publisher.AskAsync<PublishResult>(RoleConsole.Go, stop);
        }

        var topology = workload.Load();
        foreach (var transactional in (bool[])[false, true])
        {
            var task = new BareTask(
                services.Kafka,
                services.Postgres,
                topology.Score.Model!,
                topology.Source.Topic,
                $"{topology.Output.Predictions}-{(transactional ? "once" : "plain")}",
                options.Partitions,
                transactional
            );
            await using var loop = RoleProcess.Start(RoleTable.Bare, task);
            await loop.HearAsync<bool>(stop);
            note(transactional ? "bare loop, a transaction a batch" : "bare loop");
            var cpu = new CpuMeter([
                new Watched("loop", loop.Pid),
                .. services.Processes.Select(p => p with { Children = null }),
                new Watched("reader", Environment.ProcessId),
            ]);
            var reading = new CountingReader(services.Kafka, task.Output, options.Partitions).ReadAsync(
                source.Rows,
                Stopwatch.GetTimestamp(),
                stop
            );
            await loop.SayAsync(RoleConsole.Go);
            var progress = await reading;
            var name = transactional ? "exactly once (a transaction every 100 ms)" : "at least once";
            report.Add($"{name}: first to last score", progress.Rate, "events/s", StatelessBenchmark.Others);
            report.Add($"{name}: middle four fifths", progress.SustainedRate, "events/s");
            var used = new Grid($"{name}: processor time", ["process", "seconds", "µs an event"]);
            foreach (var (process, seconds) in cpu.Used())
                used.Add(process, seconds, seconds / source.Rows * 1e6);
            report.Grids.Add(used);
        }

        return report;
    }
}
