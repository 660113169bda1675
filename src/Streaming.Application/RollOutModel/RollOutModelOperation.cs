using Microsoft.Extensions.Logging;
using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Rollouts;
using Streaming.Learning.Trials;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Models.States;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.RollOutModel;

/// <summary>
/// Lets a version show on live rows that it is better, step by step, and promotes it or takes it back. It keeps nothing of its own: where
/// the version stands is in the registry, what it scored is in lineage.
/// </summary>
public sealed class RollOutModelOperation()
    : Operation<RollOutModelRequest, RolledOutModel>(
        new OperationInfo("model.rollout", Role.Modeller, Recording.Always) { Job = JobRule.Repeats }
    )
{
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected internal override string AboutOf(RollOutModelRequest request) => $"{request.Topology} {request.Version}";

    /// <inheritdoc/>
    protected internal override RollOutModelRequest Placed(RollOutModelRequest request, JobFiles files) =>
        request with
        {
            Topology = files.Topology(request.Topology),
        };

    /// <inheritdoc/>
    protected internal override async Task<RolledOutModel> RunAsync(
        RollOutModelRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var name = Renewed.ModelOf(plan.Topology);
        var policy = new RolloutPolicy
        {
            ShadowRows = request.ShadowRows,
            CanaryShare = request.CanaryShare,
            MostLabelled = request.MostLabelled,
            WatchLabelled = request.WatchLabelled,
            Alerts = request.Alerts,
            MostAlerts = request.MostAlerts,
            Scores = request.Scores,
            Fairness = request.Fairness ?? plan.Topology.Learning.Gates.Fairness,
            ByHand = request.Promotion != Promotion.Automatic,
            Rule = new TrialRule
            {
                Alpha = request.Alpha,
                Margin = request.Margin,
                Tolerance = request.Tolerance,
            },
        };
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var (registry, lineage) = (await services.ModelsAsync(stop), await services.LineageAsync(stop));
        using var before = new VersionBefore(registry, plan.Topology, context.Loggers.CreateLogger<RollOutModelOperation>());
        string? said = null;
        while (true)
        {
            var model = await registry.GetAsync(name, request.Version, stop);
            var began = context.Time.GetTimestamp();
            var trial =
                model.State is Champion
                    ? await AfterwardsAsync(lineage, plan, model, before, policy, stop)
                    : await TrialAsync(lineage, plan, model, policy, stop);
            var step = Rollout.Next(model.State, trial, policy);
            if (said != step.Why && step.Move != RolloutMove.End)
                context.Note($"{name} v{request.Version}, {model.StateWord}: {step.Why}");
            said = step.Why;
            if (step.Move == RolloutMove.End)
                return new RolledOutModel(name, model.Version, model.InUse, model.StateWord, WhyOf(model, step), model.History);
            if (step.Move == RolloutMove.Hold && request.Promotion == Promotion.Stop)
                return new RolledOutModel(name, model.Version, false, model.StateWord, step.Why, model.History) { Awaits = true };
            if (step.Move is RolloutMove.Wait or RolloutMove.Hold)
            {
                // Whoever looks at a long history looks less often.
                var took = context.Time.GetElapsedTime(began);
                await Task.Delay(took * 4 > Look ? took * 4 : Look, context.Time, stop);
                continue;
            }

            await MoveAsync(registry, model, step, trial, policy, context, stop);
        }
    }

    /// <summary>What the version scored since it became a shadow; null: nothing yet, or it is not tried.</summary>
    static async Task<TrialReport?> TrialAsync(
        LineageStore lineage,
        PipelinePlan plan,
        RegisteredModel model,
        RolloutPolicy policy,
        CancellationToken stop
    )
    {
        if (model.State is not (Shadow or Canary))
            return null;
        var since = model.States.Reverse().TakeWhile(s => s is Shadow or Canary).Last().Since;
        return await new TrialReader(lineage) { WithGroups = policy.Fairness.Count > 0 }.FindAsync(
            plan,
            model.Version,
            new TimeRange(Timestamp.Beginning, Timestamp.End),
            policy.Rule,
            Timestamp.From(since),
            stop: stop
        );
    }

    /// <summary>What the version before would have said since the champion was promoted; null: nothing, or there was none.</summary>
    static async Task<TrialReport?> AfterwardsAsync(
        LineageStore lineage,
        PipelinePlan plan,
        RegisteredModel champion,
        VersionBefore before,
        RolloutPolicy policy,
        CancellationToken stop
    ) =>
        policy.WatchLabelled == 0 || await before.OfAsync(champion, stop) is not { } served
            ? null
            : await new AfterwardsReader(lineage).ReadAsync(
                plan,
                new ModelInRole(ModelRole.Champion, champion.Name, champion.Version, champion.Hash),
                served,
                Timestamp.From(champion.State.Since),
                policy.Rule,
                stop
            );

    static async Task MoveAsync(
        ModelRegistry registry,
        RegisteredModel model,
        RolloutStep step,
        TrialReport? trial,
        RolloutPolicy policy,
        OperationContext context,
        CancellationToken stop
    )
    {
        var by = context.Author with { Evidence = trial?.ToEvidence(step.Why, policy.Fairness) };
        var (name, version) = (model.Name, model.Version);
        _ = step.Move switch
        {
            RolloutMove.Shadow => await registry.ShadowAsync(name, version, by, stop),
            RolloutMove.Canary => await registry.CanaryAsync(name, version, policy.CanaryShare, by, stop),
            RolloutMove.Promote => await registry.PromoteAsync(name, version, by, stop),
            RolloutMove.Reject => await registry.RejectAsync(name, version, by, stop),
            _ => await registry.RollBackAsync(name, version, by, stop),
        };
    }

    /// <summary>What the last step rested on, where it rested on something.</summary>
    static string WhyOf(RegisteredModel model, RolloutStep step) => model.State.By.Evidence?.Summary ?? step.Why;
}
