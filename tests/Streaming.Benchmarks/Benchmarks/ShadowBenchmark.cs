using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Reports;
using Streaming.Benchmarks.Services;
using Streaming.Benchmarks.Workloads;

namespace Streaming.Benchmarks.Benchmarks;

/// <summary>The whole card-fraud pipeline with the champion alone, and with a shadow beside it, each on services of its own and in
/// turn.</summary>
sealed class ShadowBenchmark : IBenchmark
{
    const int Rounds = 4;

    public string Name => "shadow";

    public async Task<Report> RunAsync(BenchmarkOptions options, Action<string> note, CancellationToken stop)
    {
        var source = EventSource.OfTransactions(options.File, options.Rows);
        var workload = Workload.Of(Workload.CardFraud);
        var report = new Report(Name, $"{source.Rows:N0} transactions live, with and without a shadow; {options.Partitions} partitions");
        var grid = new Grid(
            "in turn",
            ["", "events/s", "middle four fifths", "µs of processor time an event: pipeline, broker, PostgreSQL"]
        );
        var (times, rates, middles) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 1; round <= Rounds; round++)
        {
            // In turn, so that neither always comes first.
            var first = await MeasureAsync(shadow: round % 2 == 0);
            var second = await MeasureAsync(shadow: round % 2 == 1);
            var (alone, beside) = round % 2 == 1 ? (first, second) : (second, first);
            times.Add(beside.Cpu / alone.Cpu);
            rates.Add(beside.Rate / alone.Rate);
            middles.Add(beside.Middle / alone.Middle);
        }

        report.Grids.Add(grid);
        Tell("events/s with a shadow, of those without", rates, "goal above 0.8");
        Tell("the same of the middle four fifths", middles, "goal above 0.8");
        Tell("processor time with a shadow, of that without", times, "goal below 1.2");
        return report;

        void Tell(string what, List<double> ratios, string goal)
        {
            report.Add($"{what}: median of {Rounds} pairs", ratios.Order().Skip((Rounds - 1) / 2).Take(2).Average(), "times", goal);
            report.Add($"{what}: least", ratios.Min(), "times");
            report.Add($"{what}: greatest", ratios.Max(), "times");
        }

        async Task<(double Rate, double Middle, double Cpu)> MeasureAsync(bool shadow)
        {
            await using var services = await BenchmarkServices.StartAsync(options.Data, note, stop);
            await ModelMaker.RegisterAsync(workload, source, services.Postgres, stop);
            if (shadow)
                await ModelMaker.ShadowAsync(workload, source, services.Postgres, stop);
            var live = await new PipelineRun(services, options, workload, source, note).LiveAsync(stop);
            var cpu = live.Cpu.Where(c => c.Key is not ("publisher" or "reader")).Sum(c => c.Value) / source.Rows * 1e6;
            var (rate, middle) = (source.Rows / live.Progress.Last.At.TotalSeconds, live.Progress.SustainedRate);
            grid.Add(shadow ? "with a shadow" : "the champion alone", rate, middle, cpu);
            return (rate, middle, cpu);
        }
    }
}
