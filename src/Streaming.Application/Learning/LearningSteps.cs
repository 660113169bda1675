using Streaming.Application.Jobs;
using Streaming.Application.JudgeModel;
using Streaming.Application.Operations;
using Streaming.Application.RollOutModel;
using Streaming.Application.TrainModel;
using Streaming.Lifecycle;
using Streaming.Lifecycle.Messages;
using Streaming.Models;
using Streaming.Models.States;
using Streaming.Store.Jobs;
using Streaming.Topology.Model;

namespace Streaming.Application.Learning;

/// <summary>The steps of runs as jobs: each has a key of its own, so that one that was asked for is found again.</summary>
/// <param name="jobs">Where jobs are.</param>
/// <param name="registry">Where versions are.</param>
sealed class LearningSteps(JobStore jobs, ModelRegistry registry) : ILearningSteps
{
    /// <inheritdoc/>
    public Task<long> BeginAsync(BeginRun message, CancellationToken stop)
    {
        var policy = LearningPolicy.Read(message.Policy);
        if (message.Version is { } version)
        {
            return AskAsync(
                Key(message.Run, LearningStep.Watch),
                $"{message.Topology} {version}",
                new RollOutModelOperation(),
                RolledOut(message.File, version, policy, LearningStep.Watch),
                message.Who,
                message.Why,
                stop
            );
        }

        var how = policy.Train;
        var request = new TrainModelRequest
        {
            Topology = message.File,
            Last = how.Last,
            Algorithm = how.Algorithm,
            Calibrate = how.Calibrate,
            Reweigh = how.Reweigh,
            Search = how.Search > 0,
            Trials = Math.Max(1, how.Search),
        };
        var key = Key(message.Run, LearningStep.Train);
        return AskAsync(key, message.Topology, new TrainModelOperation(), request, message.Who, message.Why, stop);
    }

    /// <inheritdoc/>
    public Task<long> StartAsync(LearningRun run, LearningStep step, int version, CancellationToken stop)
    {
        var begun = run.Begun!;
        var policy = LearningPolicy.Read(begun.Policy);
        var (key, why) = (Key(run.CorrelationId, step), $"run {begun.Number} of {begun.Topology}");
        var about = $"{begun.Topology} {version}";
        return step == LearningStep.Judge
            ? AskAsync(key, about, new JudgeModelOperation(), Judged(begun.File, version, policy.Gates), begun.Who, why, stop)
            : AskAsync(key, about, new RollOutModelOperation(), RolledOut(begun.File, version, policy, step), begun.Who, why, stop);
    }

    /// <inheritdoc/>
    public Task StopAsync(LearningRun run, string? who, string why, CancellationToken stop) =>
        run.Job is { } job ? jobs.CancelAsync(job, who, why, stop) : Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(BeginRun message, string why, CancellationToken stop)
    {
        if (await jobs.FindAsync(Key(message.Run, message.Version is null ? LearningStep.Train : LearningStep.Watch), stop) is { } job)
            await jobs.CancelAsync(job.Id, message.Who, why, stop);
    }

    /// <inheritdoc/>
    public async Task TakeBackAsync(LearningRun run, int version, string? who, string why, CancellationToken stop)
    {
        var name = run.Begun!.Model;
        var by = new Authorship(who ?? run.Begun.Who, why);
        var model = await registry.GetAsync(name, version, stop);
        if (model.State is Registered or Shadow or Canary)
            await registry.RejectAsync(name, version, by, stop);
    }

    static JudgeModelRequest Judged(string file, int version, GatesModel gates) =>
        new()
        {
            Topology = file,
            Version = version,
            Margin = gates.Margin,
            Latency = gates.Latency,
            Alerts = gates.Alerts,
            // A run goes on by the policy that it began with, whatever the file says by now: nothing is any share.
            MostAlerts = gates.MostAlerts ?? 1,
            Scores = gates.Scores,
            Fairness = gates.Fairness,
        };

    static RollOutModelRequest RolledOut(string file, int version, LearningModel policy, LearningStep step) =>
        new()
        {
            Topology = file,
            Version = version,
            ShadowRows = policy.Rollout.ShadowRows,
            CanaryShare = policy.Rollout.Canary,
            MostLabelled = policy.Rollout.MostLabelled,
            WatchLabelled = step == LearningStep.Watch ? policy.Rollout.Watch : 0,
            Alpha = policy.Rollout.Alpha,
            Margin = policy.Rollout.Margin,
            Tolerance = policy.Rollout.Tolerance,
            Alerts = policy.Gates.Alerts,
            MostAlerts = policy.Gates.MostAlerts,
            Scores = policy.Gates.Scores,
            Fairness = policy.Gates.Fairness,
            Promotion =
                policy.Approval == Approval.Automatic ? Promotion.Automatic
                : step == LearningStep.RollOut ? Promotion.Stop
                : Promotion.Wait,
        };

    async Task<long> AskAsync<TRequest, TResult>(
        string key,
        string about,
        Operation<TRequest, TResult> operation,
        TRequest request,
        string? who,
        string? why,
        CancellationToken stop
    ) =>
        // What is asked for may have changed its file since: it is found before the file is looked at.
        (
            await jobs.FindAsync(key, stop)
            ?? await jobs.AddAsync(JobAsking.Of(operation, request, who, why) with { Key = key, About = about }, stop)
        ).Id;

    static string Key(Guid run, LearningStep step) => $"learning/{run:N}/{step}";
}
