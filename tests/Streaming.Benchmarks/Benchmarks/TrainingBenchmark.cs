using HdrHistogram;
using Streaming.Application.Jobs;
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
/// What training does to a pipeline beside it: latency at a steady rate, quiet, while a process as that of a training job searches settings
/// on recorded rows, and while one does that does not step back; in turn and in one run.
/// </summary>
sealed class TrainingBenchmark : IBenchmark
{
    const int RecordedRows = 200_000;
    const int Rounds = 4;

    // Shorter than labels take: so few rows are recorded in so little of event time.
    const int GapDays = 1;

    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);
    static readonly TimeSpan Margin = TimeSpan.FromSeconds(3);

    public string Name => "training";

    public async Task<Report> RunAsync(BenchmarkOptions options, Action<string> note, CancellationToken stop)
    {
        var workload = Workload.Of(Workload.CardFraud);
        await using var services = await BenchmarkServices.StartAsync(options.Data, note, stop);
        var recorded = EventSource.OfTransactions(options.File, options.Rows ?? RecordedRows);
        await ModelMaker.RegisterAsync(workload, recorded, services.Postgres, stop);
        await new PipelineRun(services, options, workload, recorded, note).LiveAsync(stop);
        var task = new TrainingTask(workload, services.Postgres, Now(), GapDays);

        var live = new PipelineRun(services, options, workload, new EventSource(EventKind.Live, options.Rate), note);
        await using var pipeline = await live.StartPipelineAsync(stop);
        note($"{options.Rate:N0} events/s: {WarmUp.TotalSeconds:N0} s to warm up, then {Rounds} rounds");
        await MeasureAsync(WarmUp);

        Case[] cases =
        [
            new("quiet", null),
            new("beside a training job", SteppingBack.Words),
            new("beside one that does not step back", []),
        ];
        for (var round = 1; round <= Rounds; round++)
        {
            note($"round {round} of {Rounds}");
            foreach (var one in cases)
                one.Windows.Add(await one.MeasureAsync(task, () => MeasureAsync(TimeSpan.FromSeconds(options.Seconds)), stop));
            // Another one comes first the next time.
            cases = [.. cases[1..], cases[0]];
        }

        return ToReport(options, recorded.Rows, [.. cases.OrderBy(c => c.Before?.Count ?? int.MinValue)]);

        // A publisher of its own: one that was held up once would show that for ever after.
        async Task<LongHistogram> MeasureAsync(TimeSpan period)
        {
            await using var publisher = await live.StartSteadyAsync(stop);
            await publisher.SayAsync(RoleConsole.Go);
            var from = Now() + Margin;
            var topic = workload.Load().Output.Predictions;
            var latency = await new LatencyReader(services.Kafka, topic, options.Partitions, TimeProvider.System).ReadAsync(
                from,
                from + period,
                stop
            );
            await publisher.AskAsync<PublishResult>(RoleConsole.Go, stop);
            return latency;
        }
    }

    Report ToReport(BenchmarkOptions options, int recorded, Case[] cases)
    {
        var report = new Report(
            Name,
            $"card-fraud at {options.Rate:N0} events/s and as many labels, quiet and while a process searches settings on {recorded:N0} "
                + $"recorded rows, {Rounds} times {options.Seconds} s each in turn"
        );
        var grid = new Grid("windows", ["round", "", "predictions", "p50, ms", "p95, ms", "p99, ms", "training: cores, trials"]);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var one in cases)
            {
                var w = one.Windows[round];
                grid.Add($"{round + 1}", one.Name, w.Latency.TotalCount, Ms(w, 50), Ms(w, 95), Ms(w, 99), $"{w.Cores:0.00}, {w.Trials}");
            }
        }

        var quiet = cases.First(c => c.Before is null);
        report.Add("p99 quiet, median of the rounds", Median(quiet.Windows.Select(w => Ms(w, 99))), "ms");
        foreach (var one in cases.Where(c => c.Before is not null))
        {
            var ratios = one.Windows.Zip(quiet.Windows).Select(p => Ms(p.First, 99) / Ms(p.Second, 99)).ToList();
            report.Add($"p99 {one.Name}, of the quiet one's: median", Median(ratios), "times", "goal below 2");
            report.Add($"p99 {one.Name}, of the quiet one's: least", ratios.Min(), "times");
            report.Add($"p99 {one.Name}, of the quiet one's: greatest", ratios.Max(), "times");
        }

        report.Grids.Add(grid);
        return report;
    }

    static Timestamp Now() => Timestamp.From(TimeProvider.System.GetUtcNow());

    static double Ms(Window window, double percentile) => window.Latency.GetValueAtPercentile(percentile) / 1000.0;

    static double Median(IEnumerable<double> values) => values.Order().Skip((Rounds - 1) / 2).Take(2).Average();

    readonly record struct Window(LongHistogram Latency, double Cores, int Trials);

    /// <summary>What is measured beside.</summary>
    /// <param name="Name">In words.</param>
    /// <param name="Before">Words before the command of the training process; null: there is none.</param>
    sealed record Case(string Name, IReadOnlyList<string>? Before)
    {
        public List<Window> Windows { get; } = [];

        public async Task<Window> MeasureAsync(TrainingTask task, Func<Task<LongHistogram>> measureAsync, CancellationToken stop)
        {
            if (Before is null)
                return new Window(await measureAsync(), 0, 0);
            await using var training = RoleProcess.Start(RoleTable.Training, task, Before);
            // With the first trial it has read its rows.
            await training.HearAsync<int>(stop);
            var cpu = new CpuMeter([new Watched("training", training.Pid)]);
            var begun = TimeProvider.System.GetTimestamp();
            var latency = await measureAsync();
            var cores = cpu.Used()["training"] / TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
            await training.KillAsync();
            var trials = 1;
            while (await training.MoreAsync(stop))
                trials++;
            return new Window(latency, cores, trials);
        }
    }
}
