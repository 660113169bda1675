using System.Diagnostics;
using HdrHistogram;
using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Machine;
using Streaming.Benchmarks.Reports;
using Streaming.Benchmarks.Roles;
using Streaming.Benchmarks.Services;
using Streaming.Benchmarks.Workloads;
using Streaming.Topology;

namespace Streaming.Benchmarks.Benchmarks;

/// <summary>
/// Events that come in over HTTP, with the pipeline running and the gateway the only publisher: many in a request, one in a request
/// at a steady rate, and one at a time to be decided. An event is answered once it is durable, or once its decision is.
/// </summary>
sealed class GatewayBenchmark : IBenchmark
{
    const int Batch = 1000;
    const int Senders = 4;
    const int PublishRate = 500;
    const int DecideRate = 200;
    const int Firsts = 40;
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    static readonly (string Name, double Percentile)[] Percentiles = [("p50", 50), ("p99", 99), ("max", 100)];

    public string Name => "gateway";

    public async Task<Report> RunAsync(BenchmarkOptions options, Action<string> note, CancellationToken stop)
    {
        var workload = Workload.Of(Workload.Stateless);
        var source = new EventSource(EventKind.Numeric, options.Rows ?? 1);
        await using var services = await BenchmarkServices.StartAsync(options.Data, note, stop);
        await ModelMaker.RegisterAsync(workload, source, services.Postgres, stop);
        await using var pipeline = await new PipelineRun(services, options, workload, source, note).StartPipelineAsync(stop);
        await Readiness.WaitAsync(workload.Compile(), services.Kafka, options.Partitions, stop);
        var topology = workload.Load();
        var folder = Directory.CreateTempSubdirectory("benchmark-");
        var file = Path.Combine(folder.FullName, TopologyLoader.FileName);
        await File.WriteAllTextAsync(file, topology.Text, stop);
        await using var gateway = RoleProcess.Start(RoleTable.Gateway, new GatewayTask(file, services.Kafka, services.Postgres));
        var address = (await gateway.HearAsync<GatewayState>(stop)).Address;
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        var events = new NumericRequests(client, $"/v1/topologies/{topology.Name}");
        var seconds = TimeSpan.FromSeconds(options.Seconds);
        var report = new Report(
            Name,
            $"events of {NumericEvents.Features} numeric JSON fields over HTTP, no windows, with the pipeline running on "
                + $"{options.Partitions} partitions and the gateway the only publisher, {options.Seconds} s each"
        );

        note($"{DecideRate} events/s to be decided: {WarmUp.TotalSeconds:N0} s to warm up, then {options.Seconds} s");
        // More would wait at first than the gateway lets in.
        for (var i = 0; i < Firsts; i++)
            await events.DecideAsync(stop);
        await PacedLoad.RunAsync(DecideRate, WarmUp, events.DecideAsync, stop);
        AddLatency("decide", DecideRate, 100, await PacedLoad.RunAsync(DecideRate, seconds, events.DecideAsync, stop));
        note($"{PublishRate} events/s, one a request");
        await PacedLoad.RunAsync(PublishRate, WarmUp, events.PublishAsync, stop);
        AddLatency("publish", PublishRate, 30, await PacedLoad.RunAsync(PublishRate, seconds, events.PublishAsync, stop));
        note($"{Batch:N0} events a request, {Senders} at a time");
        await SendBatchesAsync(events, WarmUp, stop);
        var cpu = new CpuMeter([
            new("gateway", gateway.Pid),
            new("pipeline", pipeline.Pid),
            .. services.Processes,
            new("senders", Environment.ProcessId),
        ]);
        var before = Rows(await pipeline.AskAsync<PipelineState>(RoleConsole.Look, stop));
        var started = Stopwatch.GetTimestamp();
        var sent = await SendBatchesAsync(events, seconds, stop);
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var scored = Rows(await pipeline.AskAsync<PipelineState>(RoleConsole.Look, stop)) - before;
        report.Add($"published, {Batch:N0} a request", sent / took, "events/s", "goal 40,000");
        report.Add("scored meanwhile", scored / took, "events/s");
        var used = new Grid("processor time while many were published", ["process", "seconds", "share of a core"]);
        foreach (var (process, time) in cpu.Used())
            used.Add(process, time, $"{time / took:P0}");
        report.Grids.Add(used);
        report.Notes.Add("Senders run on the same processors. Latency counts from when a request was due, not from when it was sent.");
        folder.Delete(recursive: true);
        return report;

        void AddLatency(string what, int rate, double goal, LongHistogram histogram)
        {
            foreach (var (name, percentile) in Percentiles)
            {
                report.Add(
                    $"{what}, {rate} a second: {name}",
                    histogram.GetValueAtPercentile(percentile) / (double)TimeSpan.TicksPerMillisecond,
                    "ms",
                    percentile == 99 ? $"goal below {goal}" : null
                );
            }
        }
    }

    static long Rows(PipelineState state) => state.Stages[^1].Accepted;

    /// <summary>Each sender sends again as soon as it is answered.</summary>
    static async Task<long> SendBatchesAsync(NumericRequests events, TimeSpan time, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        var sent = await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => SendAsync()));
        return sent.Sum();

        async Task<long> SendAsync()
        {
            var count = 0L;
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                await events.PublishManyAsync(Batch, stop);
                count += Batch;
            }

            return count;
        }
    }
}
