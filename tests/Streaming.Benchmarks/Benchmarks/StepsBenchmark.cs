using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Reports;
using Streaming.Benchmarks.Services;
using Streaming.Benchmarks.Steps;
using Streaming.Benchmarks.Workloads;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;

namespace Streaming.Benchmarks.Benchmarks;

/// <summary>What each step costs by itself: the pipeline's own parts on prepared batches, one thread, nothing beside them.</summary>
sealed class StepsBenchmark : IBenchmark
{
    const int DefaultRows = 150_000;
    const int Passes = 3;

    public string Name => "steps";

    public async Task<Report> RunAsync(BenchmarkOptions options, Action<string> note, CancellationToken stop)
    {
        var rows = options.Rows ?? DefaultRows;
        var report = new Report(
            Name,
            $"cost of each step on {rows:N0} events in batches of up to 4,096, one thread, best of {Passes} passes"
        );
        await using var services = await BenchmarkServices.StartAsync(options.Data, note, stop);
        foreach (var name in (string[])[Workload.CardFraud, Workload.Stateless])
        {
            note($"{name}: steps");
            var source =
                name == Workload.Stateless ? new EventSource(EventKind.Numeric, rows) : EventSource.OfTransactions(options.File, rows);
            report.Grids.Add(await MeasureAsync(name, source, services, stop));
        }

        report.Notes.Add(
            "Time and allocations are of the thread that does the work; append and emit are wall time of one commit of up to eight "
                + "batches, with allocations of the whole process, and include what PostgreSQL and the broker do."
        );
        report.Notes.Add(
            "In the running pipeline two stages and the clients share the processor: card-fraud and stateless report what their steps "
                + "took there."
        );
        return report;
    }

    static async Task<Grid> MeasureAsync(string name, EventSource source, BenchmarkServices services, CancellationToken stop)
    {
        var workload = Workload.Of(name);
        var content = ModelMaker.Make(workload, source);
        using var onnx = OnnxModel.Load(content, new InferenceOptions(), NullLogger.Instance);
        var model = new ServedModel(new ModelVersion(name, 1, content.Hash), onnx);
        var plan = workload.Compile();
        var pieces = RawLog.Read(plan.Topology, source);

        StepClock? best = null;
        var kept = new OutputCollector();
        for (var pass = 0; pass < Passes; pass++)
        {
            var (clock, outputs) = (new StepClock(), new OutputCollector());
            RawLog.Run(plan, ServedLineup.Of(model), pieces, new TimedRun(plan.Topology, clock, outputs));
            if (best is null || Total(clock) < Total(best))
                (best, kept) = (clock, outputs);
        }

        await using (var commits = await CommitSteps.OpenAsync(plan, services, stop))
            await commits.RunAsync(kept, best!, stop);
        return Table(name, best!, source.Rows);
    }

    static TimeSpan Total(StepClock clock) => TimeSpan.FromTicks(clock.Totals.Sum(t => t.Time.Ticks));

    static Grid Table(string name, StepClock clock, int events)
    {
        var grid = new Grid(name, ["stage", "step", "rows", "ns a row", "bytes a row", "ns an event"]);
        foreach (var total in clock.Totals.Where(t => t.Rows > 0))
            grid.Add(total.Stage, total.Step, total.Rows, total.NanosecondsPerRow, total.BytesPerRow, total.Time.TotalNanoseconds / events);
        // Decoding is part of validation and was done once more to see its share.
        var counted = clock.Totals.Where(t => !t.Step.Contains("part of", StringComparison.Ordinal)).ToList();
        grid.Add(
            "all",
            "",
            (long)events,
            double.NaN,
            (double)counted.Sum(t => t.Allocated) / events,
            counted.Sum(t => t.Time.TotalNanoseconds) / events
        );
        return grid;
    }
}
