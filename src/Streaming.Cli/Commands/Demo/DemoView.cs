using System.Globalization;
using Spectre.Console;
using Streaming.Application.Operations;
using Streaming.Cli.Shell;
using Streaming.Learning.Training;
using Streaming.Pipeline.Replay;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Commands.Demo;

/// <summary>Says what the demo is doing, all the time; with <c>--json</c> on standard error, and the sum of it at the end.</summary>
internal sealed class DemoView(CommandContext context, PipelinePlan plan)
{
    const int Steps = 8;

    static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(2);

    readonly Terminal _terminal = context.Terminal;
    readonly long _started = context.Time.GetTimestamp();
    TimeSpan _lastLine;
    (long Done, TimeSpan At) _lastLook;
    int _step;
    string? _eventId;

    public void Step(string text)
    {
        Say("");
        var head = $"[{++_step}/{Steps}]";
        if (_terminal is { Json: false, IsLive: true }) _terminal.Out.MarkupLine($"[bold green]{Markup.Escape(head)}[/] [bold]{Markup.Escape(text)}[/]");
        else Say($"{head} {text}");
        (_lastLine, _lastLook) = (TimeSpan.Zero, default);
    }

    public void Detail(string text) => Say($"      {text}");

    /// <summary>Live rate and outcomes.</summary>
    public void Look(IReadOnlyDictionary<string, long> outcomes, long done, TimeSpan elapsed)
    {
        var seconds = Math.Max((elapsed - _lastLook.At).TotalSeconds, 0.001);
        var line = $"      {done:N0} records, {(done - _lastLook.Done) / seconds:N0}/s   {string.Join("   ", outcomes.Select(o => $"{o.Key} {o.Value:N0}"))}";
        _lastLook = (done, elapsed);
        if (_terminal.IsLive)
        {
            _terminal.Rewrite(line);
        }
        else if (elapsed - _lastLine >= LineInterval)
        {
            _lastLine = elapsed;
            Say(line);
        }
    }

    public void Streamed(long done, TimeSpan elapsed)
    {
        if (_terminal.IsLive) _terminal.Note("");
        Detail($"{done:N0} records dealt with in {elapsed.TotalSeconds:N1} s: {done / Math.Max(elapsed.TotalSeconds, 0.001):N0}/s from publishing to committed predictions and lineage");
    }

    public void Trained(TrainingOutcome outcome)
    {
        var (model, report) = (outcome.Model, outcome.Report);
        Detail($"{model.Name} v{model.Version}, judged on {report.Rows:N0} later events with {report.Positives:N0} positive: AUC ROC {report.RocAuc:0.000}, average precision {report.AveragePrecision:0.000}");
        Detail("in use from the next batch on");
    }

    public void Accounted(DemoAccount account, long hostile)
    {
        Detail($"{account.Published:N0} published ({hostile:N0} of them hostile) = {account.Scored:N0} scored + {account.Quarantined:N0} quarantined: {Verdict(account.Published == account.Scored + account.Quarantined)}");
        Detail($"{account.Predictions:N0} predictions readable by a read-committed consumer, one for each scored event: {Verdict(account.Predictions == account.Scored)}");
    }

    public IProgress<ReplayProgress> Replaying()
    {
        var started = context.Time.GetTimestamp();
        return new Reporter<ReplayProgress>(state =>
        {
            lock (this)
            {
                var elapsed = context.Time.GetElapsedTime(started);
                if (elapsed - _lastLine < LineInterval) return;
                _lastLine = elapsed;
                Detail($"{state.Done:N0} of {state.Total:N0} rows");
            }
        });
    }

    public void Replayed(ReplayReport report) =>
        Detail($"{report.Identical:N0} of {report.Compared:N0} stage rows are the same bits: {Verdict(report.Identical == report.Compared)}");

    public void Samples(IReadOnlyList<DemoSample> samples)
    {
        _eventId = samples.Count > 0 ? samples[0].Story.EventId : null;
        foreach (var (prediction, story) in samples)
        {
            Say("");
            Detail($"prediction  {prediction}");
            Detail($"source      {plan.Topology.Source.Topic}/{story.Source.Partition}/{story.Source.Offset}");
            Detail($"features    {string.Join(", ", story.Features.Select(f => $"{f.Key} {f.Value.ToString("0.###", CultureInfo.InvariantCulture)}"))}");
            Detail($"scored by   {story.Header.ModelName ?? "the rule"} v{story.Header.ModelVersion}, model {story.Header.ModelHash?[..12]}");
            Detail($"recorded    batch {story.Location.Stream}/{story.Location.Version}, hash {Convert.ToHexStringLower(story.BatchHash)[..16]}");
        }
    }

    public void Ended(bool good, DemoAccount account, ReplayReport replay, TrainingOutcome outcome)
    {
        var seconds = context.Time.GetElapsedTime(_started).TotalSeconds;
        _terminal.Result(
            new
            {
                topology = plan.Topology.Name,
                good,
                account.Published,
                account.Scored,
                account.Quarantined,
                account.Predictions,
                replay = new { replay.Compared, replay.Identical },
                model = new { outcome.Model.Name, outcome.Model.Version, outcome.Model.Hash, outcome.Model.Description.Metrics },
                seconds = Math.Round(seconds, 1),
            },
            () => Next(good, seconds));
    }

    void Next(bool good, double seconds)
    {
        var (name, data) = (plan.Topology.Name, context.Connections.Data);
        Say("");
        Say(good ? $"All of it held, in {seconds:N0} seconds." : $"Something did not hold: see above. ({seconds:N0} seconds)");
        Say("Look around (the demo's data stays until the next demo):");
        foreach (var command in (string[])
        [
            $"status {name}", $"predictions {name} --limit 5", $"lineage {name} {_eventId}", $"quarantine list {name}", $"models show {plan.Topology.Score.Model}", $"verify {name}", $"topology draw {name}",
        ])
            Say($"  streaming {command}{(command.StartsWith("topology", StringComparison.Ordinal) ? "" : $" --data {data}")}");
    }

    static string Verdict(bool holds) => holds ? "yes" : "NO";

    void Say(string text)
    {
        if (_terminal.Json) _terminal.Note(text);
        else _terminal.Line(text);
    }
}
