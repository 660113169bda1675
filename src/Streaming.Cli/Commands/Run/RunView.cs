using Streaming.Cli.Shell;
using Streaming.Pipeline.Metrics;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Commands.Run;

/// <summary>Says how a running pipeline does: a line that is written over on a terminal, else a line now and then.</summary>
internal sealed class RunView(Terminal terminal, TimeProvider time, PipelinePlan plan)
{
    static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    readonly long _started = time.GetTimestamp();
    long _counted;
    long _shownAt;
    bool _any;

    public void Started(string kafka)
    {
        terminal.Note($"{plan.Topology.Name} runs: {plan.Topology.Source.Topic} → {plan.Topology.Output.Predictions}, Kafka at {kafka}. Ctrl-C stops it.");
        _shownAt = time.GetTimestamp();
    }

    public void Look(IReadOnlyList<StageSnapshot> stages)
    {
        var since = time.GetElapsedTime(_shownAt);
        var done = Done(stages);
        // Nothing to say about a pipeline that idles.
        if (!terminal.IsLive && (since < LineInterval || done == _counted)) return;
        var line = $"{Scored(stages):N0} scored, {Rejected(stages):N0} quarantined, {(done - _counted) / Math.Max(since.TotalSeconds, 0.001):N0} records/s";
        (_counted, _shownAt) = (done, time.GetTimestamp());
        if (terminal.IsLive) terminal.Rewrite(line);
        else terminal.Note(line);
        _any = true;
    }

    public void Ended(IReadOnlyList<StageSnapshot> stages)
    {
        if (_any && terminal.IsLive) terminal.Note("");
        terminal.Result(
            new { topology = plan.Topology.Name, scored = Scored(stages), quarantined = Rejected(stages), seconds = Math.Round(time.GetElapsedTime(_started).TotalSeconds, 3), stages },
            () => terminal.Line($"Stopped after {Scored(stages):N0} scored and {Rejected(stages):N0} quarantined; everything recorded is emitted."));
    }

    static long Done(IReadOnlyList<StageSnapshot> stages) => Scored(stages) + Rejected(stages);

    static long Scored(IReadOnlyList<StageSnapshot> stages) => stages[^1].Accepted;

    static long Rejected(IReadOnlyList<StageSnapshot> stages) => stages.Sum(s => s.Rejected);
}
