using Apache.Arrow;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Recorded;
using Streaming.Learning.WhatIf;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Trials;

/// <summary>Reads from lineage what a version that is tried said of live rows, beside who decided about them.</summary>
public sealed class TrialReader(LineageStore store)
{
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
        foreach (var stream in final)
        {
            await new BatchPass(store, period.From).ForEachAsync([stream], TableNames.Rows, Take, stop);
            foreach (var trial in trials.Values)
                trial.EndStream();
        }

        if (trials.Values.Where(t => t.Challenger is not null).MaxBy(t => t.LastAt) is not { Challenger: { } challenger } rows)
        {
            throw new LearningException(
                $"Version {version} of model {name} was not tried on any row of {topology.Name}. Let it score beside the one in use first."
            )
            {
                Kind = FailureKind.Missing,
                Cure = Cure.ListModels,
            };
        }

        return new TrialReport
        {
            Incumbent = rows.Incumbent,
            Challenger = challenger,
            Rows = rows.Scores.Count,
            Decided = rows.Decided,
            Missed = rows.Missed,
            Moves = ScoreMoves.Of(rows.Scores.One, rows.Scores.Other),
            Stability = rows.Scores.Stability(),
            Quality = labels is null ? null : rows.Scores.Quality(labels, rule),
        };

        void Take(BatchHeader header, RecordBatch table)
        {
            if (header.ScoredBy is not [var incumbent, ..] || header.WrittenAt < since)
                return;
            var key = (incumbent.Name, incumbent.Version);
            if (!trials.TryGetValue(key, out var trial))
                trials[key] = trial = new TrialRows(topology, incumbent, name, version, period);
            trial.Add(header, table);
        }
    }
}
