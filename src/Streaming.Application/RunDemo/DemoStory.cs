using System.Globalization;
using Streaming.Application.Operations;
using Streaming.Learning.Training;
using Streaming.Pipeline.Replay;
using Streaming.Topology.Plan;

namespace Streaming.Application.RunDemo;

/// <summary>Says what the demo is doing, all the time.</summary>
sealed class DemoStory(OperationContext context, PipelinePlan plan, int steps)
{
    static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(2);

    readonly Lock _lock = new();
    (long Done, TimeSpan At) _lastLook;
    TimeSpan _lastLine;
    int _step;

    public void Step(string text)
    {
        context.Report(new DemoStepBegan(++_step, steps, text));
        (_lastLine, _lastLook) = (TimeSpan.Zero, default);
    }

    public void Detail(string text) => context.Report(new DemoSaid(text));

    /// <summary>Live rate and outcomes.</summary>
    public void Look(IReadOnlyDictionary<string, long> outcomes, long done, TimeSpan elapsed)
    {
        var seconds = Math.Max((elapsed - _lastLook.At).TotalSeconds, 0.001);
        context.Report(new DemoLooked(done, (done - _lastLook.Done) / seconds, outcomes));
        _lastLook = (done, elapsed);
    }

    public void Streamed(long done, TimeSpan elapsed) =>
        context.Report(
            new DemoStreamed(
                $"{done:N0} records dealt with in {elapsed.TotalSeconds:N1} s: {done / Math.Max(elapsed.TotalSeconds, 0.001):N0}/s from "
                    + "publishing to committed predictions and lineage"
            )
        );

    public void Trained(TrainingOutcome outcome)
    {
        var (model, report) = (outcome.Model, outcome.Report);
        Detail(
            $"{model.Name} v{model.Version}, judged on {report.Rows:N0} later events with {report.Positives:N0} positive: AUC ROC "
                + $"{report.RocAuc:0.000}, average precision {report.AveragePrecision:0.000}"
        );
        Detail("in use from the next batch on");
    }

    public void Accounted(DemoAccount account, long hostile)
    {
        Detail(
            $"{account.Published:N0} published ({hostile:N0} of them hostile) = {account.Scored:N0} scored + {account.Quarantined:N0} "
                + $"quarantined: {Verdict(account.Published == account.Scored + account.Quarantined)}"
        );
        Detail(
            $"{account.Predictions:N0} predictions readable by a read-committed consumer, one for each scored event: "
                + $"{Verdict(account.Predictions == account.Scored)}"
        );
    }

    public IProgress<ReplayProgress> Replaying()
    {
        var started = context.Time.GetTimestamp();
        return new Reporter<ReplayProgress>(state =>
        {
            lock (_lock)
            {
                var elapsed = context.Time.GetElapsedTime(started);
                if (elapsed - _lastLine < LineInterval)
                    return;
                _lastLine = elapsed;
                Detail($"{state.Done:N0} of {state.Total:N0} rows");
            }
        });
    }

    public void Replayed(ReplayReport report) =>
        Detail(
            $"{report.Identical:N0} of {report.Compared:N0} stage rows are the same bits: {Verdict(report.Identical == report.Compared)}"
        );

    public void Samples(IReadOnlyList<DemoSample> samples)
    {
        foreach (var (prediction, story) in samples)
        {
            Detail("");
            Detail($"prediction  {prediction}");
            Detail($"source      {plan.Topology.Source.Topic}/{story.Source.Partition}/{story.Source.Offset}");
            var features = story.Features.Select(f => $"{f.Key} {f.Value.ToString("0.###", CultureInfo.InvariantCulture)}");
            Detail($"features    {string.Join(", ", features)}");
            Detail($"scored by   {story.DecidedBy?.Name ?? "the rule"} v{story.DecidedBy?.Version}, model {story.DecidedBy?.Hash[..12]}");
            Detail(
                $"recorded    batch {story.Location.Stream}/{story.Location.Version}, hash "
                    + $"{Convert.ToHexStringLower(story.BatchHash)[..16]}"
            );
        }
    }

    static string Verdict(bool holds) => holds ? "yes" : "NO";
}
