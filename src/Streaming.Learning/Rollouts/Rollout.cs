using System.Globalization;
using Streaming.Learning.Fairness;
using Streaming.Learning.Gates;
using Streaming.Learning.Trials;
using Streaming.Learning.WhatIf;
using Streaming.Lineage.Batches;
using Streaming.Models.States;

namespace Streaming.Learning.Rollouts;

/// <summary>
/// How a version comes to decide: as a shadow it shows that it scores and is not worse, as a canary that it is better. What comes next
/// follows from where the version stands and what lineage has of it, and from nothing else: whoever goes on after a crash does the same.
/// </summary>
public static class Rollout
{
    /// <param name="state">Where the version stands.</param>
    /// <param name="trial">What it scored since it became a shadow; of a champion, what the version before would have said since. Null:
    /// nothing yet, or there was none before.</param>
    /// <param name="policy">How careful to be.</param>
    public static RolloutStep Next(ModelState state, TrialReport? trial, RolloutPolicy policy) =>
        state switch
        {
            Registered => new(RolloutMove.Shadow, "It was never tried."),
            Shadow or Canary when trial is null => new(RolloutMove.Wait, "It has not scored a row yet."),
            Shadow => OfShadow(trial!, policy),
            Canary => OfCanary(trial!, policy),
            Champion => OfChampion(trial, policy),
            _ => new(RolloutMove.End, $"It is {state.Word}. To try it again, make it a shadow first."),
        };

    static RolloutStep OfShadow(TrialReport trial, RolloutPolicy policy) =>
        Fault(trial, policy) is { } fault ? new(RolloutMove.Reject, fault)
        : trial.Rows < policy.ShadowRows
            ? new(RolloutMove.Wait, $"As a shadow it has scored {trial.Rows:N0} of {policy.ShadowRows:N0} rows.")
        : new(RolloutMove.Canary, $"As a shadow it has scored {trial.Rows:N0} rows, failed on none, and was not shown to be worse.");

    static RolloutStep OfCanary(TrialReport trial, RolloutPolicy policy) =>
        Fault(trial, policy) is { } fault ? new(RolloutMove.RollBack, fault)
        : trial.Quality is not { } quality ? new(RolloutMove.Wait, "No row that it scored has a label yet.")
        : quality.Evidence.Verdict == TrialVerdict.Better ? OfBetter(trial, quality, policy)
        : quality.Labelled >= policy.MostLabelled
            ? new(RolloutMove.RollBack, $"In {quality.Labelled:N0} labelled rows it was not shown to be better.")
        : new(RolloutMove.Wait, $"{quality.Labelled:N0} labelled rows do not tell yet whether it is better.");

    /// <summary>It is better on the whole: groups have to fare alike all the same, and who cannot be told yet is waited for.</summary>
    static RolloutStep OfBetter(TrialReport trial, WhatIfQuality quality, RolloutPolicy policy)
    {
        var better = Words(trial, quality.Evidence);
        var verdicts = FairnessVerdict.Of(trial.Fairness, policy.Fairness);
        var broken = verdicts.Where(v => v.Outcome == FairnessOutcome.Broken).ToList();
        var untold = verdicts.Where(v => v.Outcome == FairnessOutcome.Undecided).ToList();
        return broken.Count > 0 ? new(RolloutMove.RollBack, Sentences(better, broken))
            : untold.Count > 0
                ? new(quality.Labelled >= policy.MostLabelled ? RolloutMove.RollBack : RolloutMove.Wait, Sentences(better, untold))
            : new(policy.ByHand ? RolloutMove.Hold : RolloutMove.Promote, Sentences(better, verdicts));
    }

    static string Sentences(string first, IEnumerable<FairnessVerdict> verdicts) =>
        string.Join(' ', verdicts.Select(v => v.Words).Prepend(first));

    /// <summary>The challenger is the version before: where that is better, the promotion was wrong.</summary>
    static RolloutStep OfChampion(TrialReport? trial, RolloutPolicy policy) =>
        trial is null || policy.WatchLabelled == 0 ? new(RolloutMove.End, "It is the champion.")
        : trial.Quality is not { } quality ? new(RolloutMove.Wait, "It is the champion, and no row that it scored has a label yet.")
        : quality.Evidence.Verdict == TrialVerdict.Better ? new(RolloutMove.RollBack, Words(trial, quality.Evidence))
        : quality.Evidence.Verdict == TrialVerdict.Worse
            ? new(RolloutMove.End, $"It is the champion, and stays it. {Words(trial, quality.Evidence)}")
        : quality.Labelled >= policy.WatchLabelled
            ? new(
                RolloutMove.End,
                $"It is the champion, and stays it: in {quality.Labelled:N0} labelled rows the version before was not shown to be better."
            )
        : new(RolloutMove.Wait, $"It is the champion, and is watched over {policy.WatchLabelled:N0} labelled rows.");

    /// <summary>What ends it at once; null: nothing.</summary>
    static string? Fault(TrialReport trial, RolloutPolicy policy) =>
        trial.Missed > 0 ? $"It failed on batches of {trial.Missed:N0} rows."
        : trial.Quality is { Evidence: { Verdict: TrialVerdict.Worse } evidence } ? Words(trial, evidence)
        : trial.Rows >= policy.ShadowRows && trial.Guards is { } guards ? Fault(trial, guards, policy)
        : null;

    static string? Fault(TrialReport trial, GuardRails guards, RolloutPolicy policy) =>
        policy.Alerts is { } factor && !GuardRails.Within(guards.Alerts, guards.OtherAlerts, factor)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"It raises {guards.OtherAlerts:N0} alerts on {trial.Rows:N0} rows, against {guards.Alerts:N0}: not within a factor of "
                    + $"{factor:0.###}."
            )
        : policy.MostAlerts is { } share && guards.OtherAlerts > share * trial.Rows
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"It raises {guards.OtherAlerts:N0} alerts on {trial.Rows:N0} rows, and at most {share:0.###%} of them may be alerts."
            )
        // The rule's scores are no probabilities.
        : trial.Incumbent.Role != ModelRole.Rule && policy.Scores is { } most && guards.Stability > most
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Its scores lie at a stability index of {guards.Stability:0.###} from the champion's, and {most:0.###} is allowed."
            )
        : null;

    static string Words(TrialReport trial, TrialEvidence evidence) =>
        TrialWords.Of(evidence, $"{trial.Challenger.Name} v{trial.Challenger.Version}");
}
