using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Reports;
using Streaming.Benchmarks.Services;
using Streaming.Benchmarks.Workloads;

namespace Streaming.Benchmarks.Benchmarks;

/// <summary>All transactions and their labels through the card-fraud topology, published as fast as possible while the pipeline
/// runs.</summary>
sealed class CardFraudBenchmark : IBenchmark
{
    public string Name => "card-fraud";

    public async Task<Report> RunAsync(BenchmarkOptions options, Action<string> note, CancellationToken stop)
    {
        var source = EventSource.OfTransactions(options.File, options.Rows);
        var workload = Workload.Of(Workload.CardFraud);
        await using var services = await BenchmarkServices.StartAsync(options.Data, note, stop);
        note("training the model");
        await ModelMaker.RegisterAsync(workload, source, services.Postgres, stop);
        var run = await new PipelineRun(services, options, workload, source, note).LiveAsync(stop);

        var report = new Report(
            Name,
            $"publish {source.Rows:N0} transactions until the last prediction is readable (read committed) and its lineage durable; 15 "
                + $"features, {ModelMaker.Trees} trees, {options.Partitions} partitions"
        );
        report.Add("events", run.Published.Events, "events");
        report.Add("labels beside them", run.Published.Labels, "labels");
        report.Add("start of publish to last prediction readable", run.Progress.Last.At.TotalSeconds, "s");
        report.Add("throughput", source.Rows / run.Progress.Last.At.TotalSeconds, "events/s", "goal 50,000");
        report.Add("throughput, middle four fifths", run.Progress.SustainedRate, "events/s");
        report.Add("publishing took", run.Published.Elapsed.TotalSeconds, "s");
        report.Add("working set of the pipeline process, peak", run.PeakMiB, "MiB", "goal below 2,048");
        report.Add("lineage, all stages", (double)run.LineageBytes / run.Published.Events, "bytes/event");
        report.AddRun(Name, run);
        if (source.Kind == EventKind.Simulated)
            report.Notes.Add("No file of transactions was found: the topology's own simulator made them up.");
        return report;
    }
}
