using Streaming.Application.Operations;
using Streaming.Application.RunPipeline;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Run;

/// <summary>Says how a running pipeline does: a line that is written over on a terminal, else a line now and then.</summary>
sealed class RunView(Terminal terminal, TimeProvider time) : IProgress<OperationProgress>
{
    static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    long _counted;
    long _shownAt = time.GetTimestamp();
    bool _any;

    public void Report(OperationProgress value)
    {
        if (value is PipelineLooked looked)
            Look(looked);
        else if (value is PipelineStarted started)
            terminal.Note($"{started.Topology} runs: {started.Source} → {started.Predictions}, Kafka at {started.Kafka}. Ctrl-C stops it.");
        else
            ProgressView.Note(terminal, value);
    }

    public void Ended(RanPipeline ran)
    {
        if (_any && terminal.IsLive)
            terminal.Note("");
        terminal.Result(ran, () =>
            terminal.Line($"Stopped after {ran.Scored:N0} scored and {ran.Quarantined:N0} quarantined; everything recorded is emitted.")
        );
    }

    void Look(PipelineLooked now)
    {
        var since = time.GetElapsedTime(_shownAt);
        var done = now.Scored + now.Quarantined;
        // Nothing to say about a pipeline that idles.
        if (!terminal.IsLive && (since < LineInterval || done == _counted))
            return;
        var line =
            $"{now.Scored:N0} scored, {now.Quarantined:N0} quarantined, {(done - _counted) / Math.Max(since.TotalSeconds, 0.001):N0} "
            + "records/s";
        (_counted, _shownAt) = (done, time.GetTimestamp());
        if (terminal.IsLive)
            terminal.Rewrite(line);
        else
            terminal.Note(line);
        _any = true;
    }
}
