using Streaming.Application.FollowDrift;
using Streaming.Events.Time;
using Streaming.Learning.Outcomes;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Monitoring;
using Streaming.Lineage.Store;
using Streaming.Topology.Plan;

namespace Streaming.Application.Learning;

/// <summary>An alarm that may begin a run.</summary>
/// <param name="Id">The same for whoever finds it.</param>
/// <param name="Model">The model that decided; empty: the rule.</param>
/// <param name="Version">Its version; 0: the rule.</param>
/// <param name="EventTime">Of the row at which it was found.</param>
/// <param name="Why">A sentence.</param>
sealed record RunAlarm(string Id, string Model, int Version, Timestamp EventTime, string Why)
{
    /// <summary>Whose labels tell that the version got worse; null: it is about features and scores.</summary>
    public StreamKey? Judged { get; init; }
}

/// <summary>What the followers of a topology have found, as far as its policy has runs begin by it.</summary>
sealed class RunAlarms
{
    readonly LineageStore _lineage;
    readonly PipelinePlan _plan;
    readonly DriftFollower _drift;
    readonly OutcomeFollower? _outcomes;

    /// <param name="lineage">Where alarms are.</param>
    /// <param name="plan">The topology.</param>
    /// <param name="file">Its file.</param>
    public RunAlarms(LineageStore lineage, PipelinePlan plan, string file)
    {
        (_lineage, _plan) = (lineage, plan);
        var (drift, risk) = (plan.Topology.Learning.Drift, plan.Topology.Learning.Risk);
        Request = new FollowDriftRequest
        {
            Topology = file,
            RunLength = drift.Arl,
            ReferenceRows = drift.Reference,
            Every = drift.Every,
            Alpha = risk.Alpha,
            Tolerance = risk.Tolerance,
            LabelledReference = risk.Reference,
        };
        _drift = new DriftFollower(lineage, plan.Topology.Name, Request.ColumnsOf(drift));
        _outcomes = LabelJudging.Options(plan.Topology, Request) is { } judging ? new OutcomeFollower(lineage, plan, judging) : null;
    }

    /// <summary>What has the alarms found.</summary>
    public FollowDriftRequest Request { get; }

    /// <summary>Some alarm begins runs.</summary>
    public bool Wanted => _plan.Topology.Learning.Retrain is { OnDrift: true } or { WhenWorse: true };

    /// <summary>All alarms that may begin runs: those of labels, which tell more, first.</summary>
    public async Task<IReadOnlyList<RunAlarm>> FindAsync(CancellationToken stop)
    {
        var retrain = _plan.Topology.Learning.Retrain;
        var found = new List<RunAlarm>();
        if (retrain.WhenWorse && _outcomes is not null)
        {
            foreach (var alarm in await _outcomes.AlarmsAsync(stop))
            {
                if (alarm.Reasons.FirstOrDefault(r => r.Kind == OutcomeKind.Worse) is not { } worse)
                    continue;
                var why = FormattableString.Invariant(
                    $"By its labels it got worse: its squared error is at least {worse.Now:0.####}, and {worse.Limit:0.####} is allowed; "
                );
                found.Add(
                    new RunAlarm(
                        $"worse/{alarm.Record}",
                        alarm.Model,
                        alarm.ModelVersion,
                        alarm.EventTime,
                        why + $"found at {alarm.Record}."
                    )
                    {
                        Judged = alarm.Record.Stream,
                    }
                );
            }
        }

        if (!retrain.OnDrift)
            return found;
        foreach (var alarm in await _drift.AlarmsAsync(stop))
        {
            var what = alarm.Culprits.Count == 0 ? "Features or scores" : string.Join(", ", alarm.Culprits.Select(c => c.Column));
            var why = $"{what} changed; found at {alarm.Record}.";
            found.Add(new RunAlarm($"drift/{alarm.Record}", alarm.Model, alarm.ModelVersion, alarm.EventTime, why));
        }

        return found;
    }

    /// <summary>What an alarm about the version in use told of still holds: the newest labelled rows are no better than allowed. What
    /// changed in features or scores stays changed, as long as the same version is in use.</summary>
    public async Task<bool> HoldsAsync(RunAlarm alarm, CancellationToken stop)
    {
        if (alarm.Judged is not { } judged || _outcomes is null)
            return true;
        var stream = (await _outcomes.StreamsAsync(stop)).FirstOrDefault(s => s.Stream == judged);
        return stream is null
            || (stream.Model, stream.ModelVersion) != (alarm.Model, alarm.Version)
            || stream.Tracker.History is not [.., { SquaredError: { } now }]
            || stream.Tracker.Risk.Limit is not { } limit
            || now > limit;
    }

    /// <summary>How far event time has come; null: nothing is recorded.</summary>
    public async Task<Timestamp?> NewestAsync(CancellationToken stop)
    {
        var streams = await _lineage.ListStreamsAsync(_plan.Topology.Name, stop);
        return streams.Where(s => s.Stream.Stage == _plan.Final.Name && s.Totals.Rows > 0).Max(s => (Timestamp?)s.Totals.MaxTime);
    }
}
