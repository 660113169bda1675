using Apache.Arrow;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Fairness;
using Streaming.Learning.Gates;
using Streaming.Learning.Recorded;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Trials;

/// <summary>Reads from lineage what a version that is tried said of live rows, beside who decided about them.</summary>
public sealed class TrialReader(LineageStore store)
{
    /// <summary>Tells how the groups that the topology declares would fare, too.</summary>
    public bool WithGroups { get; init; }

    /// <summary>The report over the rows that the version scored beside the incumbent of its last batch.</summary>
    /// <param name="plan">The topology.</param>
    /// <param name="version">Of the model that the topology names.</param>
    /// <param name="period">Event times of the rows.</param>
    /// <param name="rule">What decides.</param>
    /// <param name="since">Batches written before are left out, as those of a trial before this one.</param>
    /// <param name="progress">Told in a few words what begins.</param>
    /// <param name="stop">Stops reading.</param>
    /// <exception cref="LearningException">It was tried on no row.</exception>
    public async Task<TrialReport> ReadAsync(
        PipelinePlan plan,
        int version,
        TimeRange period,
        TrialRule rule,
        Timestamp since,
        IProgress<string>? progress = null,
        CancellationToken stop = default
    ) =>
        await FindAsync(plan, version, period, rule, since, progress, stop)
        ?? throw new LearningException(
            $"Version {version} of model {plan.Topology.Score.Model} was not tried on any row of {plan.Topology.Name}. Let it score "
                + "beside the one in use first."
        )
        {
            Kind = FailureKind.Missing,
            Cure = Cure.ListModels,
        };

    /// <summary>As <see cref="ReadAsync"/>; null where it was tried on no row.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<TrialReport?> FindAsync(
        PipelinePlan plan,
        int version,
        TimeRange period,
        TrialRule rule,
        Timestamp since,
        IProgress<string>? progress = null,
        CancellationToken stop = default
    )
    {
        var topology = plan.Topology;
        var name = topology.Score.Model
            ?? throw new LearningException($"Topology {topology.Name} names no model under score.model, so no version of one is tried.");
        var streams = await store.ListStreamsAsync(topology.Name, stop);
        var final = streams.Where(s => s.Stream.Stage == plan.Final.Name).ToArray();

        var labels = topology.Labels is null ? null : await LabelReader.ReadAsync(new BatchPass(store, period.From), streams, plan, stop);
        progress?.Report("reading what was scored by several");
        var trials = new Dictionary<(string, int), TrialRows>();
        var pass = new BatchPass(store, period.From) { Which = header => header.ScoredBy.Count > 0 && header.WrittenAt >= since };
        foreach (var stream in final)
        {
            await pass.ForEachAsync([stream], TableNames.Rows, Take, stop);
            foreach (var trial in trials.Values)
                trial.EndStream();
        }

        return trials.Values.Where(t => t.Challenger is not null).MaxBy(t => t.LastAt) is { Challenger: { } challenger } rows
            ? TrialReport.Of(rows.Incumbent, challenger, rows.Scores, labels, rule) with
            {
                Decided = rows.Decided,
                Missed = rows.Missed,
                Fairness = rows.Fairness?.Report(),
                Guards = new GuardRails(rows.Alerts.One, rows.Alerts.Other, rows.Scores.StabilityByTenths()),
            }
            : null;

        void Take(BatchHeader header, RecordBatch table)
        {
            var incumbent = header.ScoredBy[0];
            var key = (incumbent.Name, incumbent.Version);
            if (!trials.TryGetValue(key, out var trial))
                trials[key] = trial = new TrialRows(topology, incumbent, name, version, period, NewTally());
            trial.Add(header, table);
        }

        FairnessTally? NewTally() =>
            topology.Fairness is null || !WithGroups
                ? null
                : new FairnessTally(topology, period, labels, FairnessReader.DueBefore(plan, streams));
    }
}
