using System.Diagnostics;
using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Machine;
using Streaming.Benchmarks.Reading;
using Streaming.Benchmarks.Roles;
using Streaming.Benchmarks.Services;
using Streaming.Benchmarks.Workloads;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Publishing;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Benchmarks.Benchmarks;

/// <summary>What came of a run.</summary>
/// <param name="Progress">Predictions as they became readable; the clock began with the publisher, or with the pipeline where all was
/// published before.</param>
/// <param name="Published">What the publisher says.</param>
/// <param name="Cpu">Processor seconds by process.</param>
/// <param name="PeakMiB">Largest working set of the pipeline process.</param>
/// <param name="State">What the pipeline says.</param>
/// <param name="LineageRows">Rows that the final stage's lineage holds.</param>
/// <param name="LineageBytes">Bytes that all stages' lineage takes.</param>
sealed record RunResult(
    Progress Progress,
    PublishResult Published,
    IReadOnlyDictionary<string, double> Cpu,
    double PeakMiB,
    PipelineState State,
    long LineageRows,
    long LineageBytes
);

/// <summary>One pass of events through services, publisher and pipeline, each a process, and a reader in this one.</summary>
sealed class PipelineRun(BenchmarkServices services, BenchmarkOptions options, Workload workload, EventSource source, Action<string> note)
{
    const int SteadyWatermarkMilliseconds = 10;

    readonly PipelinePlan _plan = workload.Compile();

    /// <summary>Publishes while the pipeline runs.</summary>
    public async Task<RunResult> LiveAsync(CancellationToken stop)
    {
        await using var pipeline = await StartPipelineAsync(stop);
        await Readiness.WaitAsync(_plan, services.Kafka, options.Partitions, stop);
        await using var publisher = await StartPublisherAsync(stop);
        note($"{workload.Topology}: publishing {source.Rows:N0} events to a running pipeline");
        var cpu = Watch(pipeline, publisher);
        var start = Stopwatch.GetTimestamp();
        var reading = ReadAsync(start, stop);
        await publisher.SayAsync(RoleConsole.Go);
        var published = await publisher.HearAsync<PublishResult>(stop);
        return await FinishAsync(pipeline, published, await reading, cpu, stop);
    }

    /// <summary>Publishes everything first, then lets the pipeline have it.</summary>
    public async Task<RunResult> DrainAsync(CancellationToken stop)
    {
        PublishResult published;
        await using (var publisher = await StartPublisherAsync(stop))
        {
            note($"{workload.Topology}: publishing {source.Rows:N0} events before the pipeline starts");
            published = await publisher.AskAsync<PublishResult>(RoleConsole.Go, stop);
        }

        note($"{workload.Topology}: the pipeline takes them");
        var start = Stopwatch.GetTimestamp();
        await using var pipeline = await StartPipelineAsync(stop);
        var cpu = Watch(pipeline, null);
        var progress = await ReadAsync(start, stop);
        return await FinishAsync(pipeline, published, progress, cpu, stop);
    }

    public async Task<RoleProcess> StartPipelineAsync(CancellationToken stop, bool snapshots = true)
    {
        var pipeline = RoleProcess.Start(
            RoleTable.Pipeline,
            new PipelineTask(workload, services.Kafka, services.Postgres, options.Partitions, snapshots)
        );
        await pipeline.HearAsync<PipelineState>(stop);
        return pipeline;
    }

    /// <summary>Starts a publisher at a steady rate beside a running pipeline, with watermarks as short after one another as predictions
    /// shall wait for them at most; it begins when told to.</summary>
    public async Task<RoleProcess> StartSteadyAsync(CancellationToken stop)
    {
        await Readiness.WaitAsync(_plan, services.Kafka, options.Partitions, stop);
        return await StartPublisherAsync(stop, options.Rate, SteadyWatermarkMilliseconds);
    }

    async Task<RoleProcess> StartPublisherAsync(CancellationToken stop, double? rate = null, int? watermarkMilliseconds = null)
    {
        var task = new PublisherTask(workload, source, services.Kafka, options.Partitions, rate, watermarkMilliseconds);
        var publisher = RoleProcess.Start(RoleTable.Publisher, task);
        await publisher.HearAsync<bool>(stop);
        return publisher;
    }

    Task<Progress> ReadAsync(long start, CancellationToken stop) =>
        new CountingReader(services.Kafka, _plan.Topology.Output.Predictions, options.Partitions).ReadAsync(source.Rows, start, stop);

    CpuMeter Watch(RoleProcess pipeline, RoleProcess? publisher)
    {
        List<Watched> watched = [new("pipeline", pipeline.Pid), .. services.Processes];
        if (publisher is not null)
            watched.Add(new Watched("publisher", publisher.Pid));
        watched.Add(new Watched("reader", Environment.ProcessId));
        return new CpuMeter(watched);
    }

    async Task<RunResult> FinishAsync(
        RoleProcess pipeline,
        PublishResult published,
        Progress progress,
        CpuMeter cpu,
        CancellationToken stop
    )
    {
        var used = cpu.Used();
        var peak = ProcessTable.PeakMiB(pipeline.Pid);
        var state = await pipeline.AskAsync<PipelineState>(RoleConsole.Look, stop);
        var rows = await LineageRowsAsync(stop);
        if (rows != published.Events)
        {
            throw new StreamingException(
                $"{published.Events} events were published and every prediction was read, but the lineage holds {rows} rows."
            );
        }

        return new RunResult(progress, published, used, peak, state, rows, state.Stages.Sum(s => s.LineageBytes));
    }

    async Task<long> LineageRowsAsync(CancellationToken stop)
    {
        await using var store = new LineageStore(services.Postgres);
        var streams = await store.ListStreamsAsync(_plan.Topology.Name, stop);
        return streams.Where(s => s.Stream.Stage == _plan.Final.Name).Sum(s => s.Totals.Rows);
    }
}
