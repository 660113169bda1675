using Streaming.Benchmarks.Benchmarks;

namespace Streaming.Benchmarks.Reports;

/// <summary>The tables that every pass through the pipeline gives.</summary>
static class RunReport
{
    static readonly double[] Shares = [0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1];

    public static void AddRun(this Report report, string run, RunResult result)
    {
        var events = (double)result.Published.Events;
        var cpu = new Grid($"{run}: processor time", ["process", "seconds", "µs an event"]);
        foreach (var (process, seconds) in result.Cpu)
            cpu.Add(process, seconds, seconds / events * 1e6);
        cpu.Add("all", result.Cpu.Values.Sum(), result.Cpu.Values.Sum() / events * 1e6);
        report.Grids.Add(cpu);

        var progress = new Grid(
            $"{run}: seconds until a share of the predictions was readable",
            ["first", .. Shares.Select(s => $"{s:P0}")]
        );
        progress.Rows.Add([result.Progress.First.At.TotalSeconds, .. Shares.Select(s => (object)result.Progress.At(s).TotalSeconds)]);
        report.Grids.Add(progress);

        var steps = new Grid(
            $"{run}: what the running pipeline reported (wall time, waiting included; append and emit once a commit)",
            ["stage", "step", "ns an event", "share of the run"]
        );
        foreach (var stage in result.State.Stages)
        {
            foreach (var step in stage.Steps.Where(s => s.Time > TimeSpan.Zero))
            {
                steps.Add(
                    stage.Stage,
                    step.Step.ToString().ToLowerInvariant(),
                    step.Time.TotalNanoseconds / events,
                    $"{step.Time / result.Progress.Last.At:P0}"
                );
            }
        }

        report.Grids.Add(steps);

        var stages = new Grid($"{run}: commits", ["stage", "batches", "commits", "rows and labels a batch", "lineage bytes", "restarts"]);
        foreach (var stage in result.State.Stages)
        {
            var rows = stage.Accepted + stage.Rejected + stage.Labels;
            stages.Add(
                stage.Stage,
                stage.Batches,
                stage.Commits,
                stage.Batches == 0 ? 0.0 : (double)rows / stage.Batches,
                stage.LineageBytes,
                stage.Restarts
            );
        }

        report.Grids.Add(stages);
        report.Notes.Add(
            $"{run}, pipeline process: {result.State.AllocatedBytes / events:N0} bytes of managed memory allocated an event, "
                + $"{result.State.CollectorPause:N2} s held up by the collector, collections by generation "
                + $"{string.Join('/', result.State.Collections)}."
        );
    }
}
