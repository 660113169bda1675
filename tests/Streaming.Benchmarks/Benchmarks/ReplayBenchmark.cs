using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Machine;
using Streaming.Benchmarks.Reports;
using Streaming.Benchmarks.Roles;
using Streaming.Benchmarks.Services;
using Streaming.Benchmarks.Workloads;
using Streaming.Topology;

namespace Streaming.Benchmarks.Benchmarks;

/// <summary>The card-fraud topology live, then the replay of what that recorded, on the same machine one after the other.</summary>
sealed class ReplayBenchmark : IBenchmark
{
    /// <summary>The first pass compiles its code on the way; so does the live run it is held against.</summary>
    const int Passes = 3;

    public string Name => "replay";

    public async Task<Report> RunAsync(BenchmarkOptions options, Action<string> note, CancellationToken stop)
    {
        var source = EventSource.OfTransactions(options.File, options.Rows);
        var workload = Workload.Of(Workload.CardFraud);
        await using var services = await BenchmarkServices.StartAsync(options.Data, note, stop);
        note("training the model");
        await ModelMaker.RegisterAsync(workload, source, services.Postgres, stop);
        var live = await new PipelineRun(services, options, workload, source, note).LiveAsync(stop);
        var liveRate = source.Rows / live.Progress.Last.At.TotalSeconds;

        var report = new Report(
            Name,
            $"{source.Rows:N0} transactions live, then the replay of their lineage: features, scores and decisions of all stages compared "
                + $"bit for bit; {options.Partitions} partitions"
        );
        report.Add("live, start of publish to last prediction readable", liveRate, "events/s");
        // On a machine that others use too, processor time says more than the clock.
        var liveCpu = live.Cpu.Where(c => c.Key is not ("publisher" or "reader")).Sum(c => c.Value) / source.Rows * 1e6;
        report.Add("live, processor time of pipeline, broker and PostgreSQL", liveCpu, "µs an event");
        var grid = new Grid(
            "replay",
            [
                "pass",
                "seconds",
                "stage rows/s",
                "events/s",
                "times the live rate",
                "processor µs an event, PostgreSQL's included",
                "live takes times as much",
                "bytes allocated an event",
                "s held up by the collector",
            ]
        );
        await using var replay = RoleProcess.Start(RoleTable.Replay, new ReplayTask(workload, services.Postgres));
        await replay.HearAsync<bool>(stop);
        for (var pass = 1; pass <= Passes; pass++)
        {
            note($"replaying, pass {pass} of {Passes}");
            var cpu = new CpuMeter([new Watched("replay", replay.Pid), .. services.Processes]);
            var result = await replay.AskAsync<ReplayResult>(RoleConsole.Go, stop);
            if (result.Compared == 0 || result.Identical != result.Compared)
                throw new StreamingException($"Of {result.Compared:N0} rows {result.Identical:N0} were replayed to the same bits.");
            var used = cpu.Used().Where(c => c.Key != "broker").Sum(c => c.Value) / source.Rows * 1e6;
            var rate = source.Rows / result.Seconds;
            grid.Add(
                $"{pass}",
                result.Seconds,
                result.Compared / result.Seconds,
                rate,
                rate / liveRate,
                used,
                liveCpu / used,
                (double)result.AllocatedBytes / source.Rows,
                result.CollectorPause
            );
            if (pass == 1)
                report.Add("replay, first pass", rate / liveRate, "times the live rate", "goal 5");
        }

        report.Grids.Add(grid);
        return report;
    }
}
