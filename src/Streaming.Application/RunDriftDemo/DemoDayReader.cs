using Streaming.Inference.Serving;
using Streaming.Learning.Data;
using Streaming.Learning.Trials;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Topology.Plan;

namespace Streaming.Application.RunDriftDemo;

/// <summary>Holds whoever decided on a day against a model that is never replaced.</summary>
sealed class DemoDayReader(LineageStore lineage, ModelRegistry registry, PipelinePlan plan, ServedModel frozen)
{
    /// <summary>Version that decides; 0: the rule.</summary>
    public async Task<int> ChampionAsync(CancellationToken stop) =>
        (await registry.ServingAsync(frozen.Version.Name, stop)).Champion?.Version ?? 0;

    /// <param name="day">From 1 on.</param>
    /// <param name="period">From its midnight to the next.</param>
    /// <param name="stop">Stops reading.</param>
    /// <returns>Null where none of its events has a label.</returns>
    public async Task<DemoDay?> ReadAsync(int day, TimeRange period, CancellationToken stop) =>
        await new PeriodReader(lineage).ReadAsync(plan, frozen, period, stop) is { } quality
            ? new DemoDay(day, await ChampionAsync(stop), quality.Labelled, quality.Positives, quality.Decided, quality.Model)
            : null;
}
