using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Reports;
using Streaming.Benchmarks.Services;
using Streaming.Benchmarks.Workloads;

namespace Streaming.Benchmarks.Benchmarks;

/// <summary>The job that other systems run: fifteen numbers an event, no windows; here with lineage of every record.</summary>
sealed class StatelessBenchmark : IBenchmark
{
    /// <summary>Fewer, and what is measured is mostly how long a Java or .NET process takes to warm up.</summary>
    const int DefaultRows = 1_500_000;

    /// <summary>What another reaches: warm, over as many events, on two such cores and the same broker, keeping no lineage.</summary>
    public const string Others = "Kafka Streams + ONNX Runtime in Java 83,000 to 88,000 at least once, 70,000 to 79,000 exactly once";

    public string Name => "stateless";

    public async Task<Report> RunAsync(BenchmarkOptions options, Action<string> note, CancellationToken stop)
    {
        var source = new EventSource(EventKind.Numeric, options.Rows ?? DefaultRows);
        var report = new Report(
            Name,
            $"{source.Rows:N0} events of 15 numeric JSON fields, {ModelMaker.Trees} trees, no windows, lineage of every record, "
                + $"{options.Partitions} partitions"
        );
        foreach (var live in (bool[])[false, true])
        {
            var workload = Workload.Of(Workload.Stateless);
            await using var services = await BenchmarkServices.StartAsync(options.Data, note, stop);
            await ModelMaker.RegisterAsync(workload, source, services.Postgres, stop);
            var pass = new PipelineRun(services, options, workload, source, note);
            var name = live ? "published while it runs" : "published before it starts";
            var run = live ? await pass.LiveAsync(stop) : await pass.DrainAsync(stop);
            report.Add($"{name}: first to last prediction", run.Progress.Rate, "events/s", Others);
            report.Add($"{name}: middle four fifths", run.Progress.SustainedRate, "events/s");
            report.Add($"{name}: working set of the pipeline process, peak", run.PeakMiB, "MiB");
            report.Add($"{name}: lineage", (double)run.LineageBytes / run.Published.Events, "bytes/event");
            report.AddRun(name, run);
        }

        report.Notes.Add(
            $"The figures beside are cited, not measured here: {Others}. They keep no lineage, and their events carry neither id nor "
                + "event time."
        );
        return report;
    }
}
