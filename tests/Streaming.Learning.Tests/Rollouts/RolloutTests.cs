using Streaming.Learning.Data;
using Streaming.Learning.Gates;
using Streaming.Learning.Rollouts;
using Streaming.Learning.Tests.Fairness;
using Streaming.Learning.Trials;
using Streaming.Learning.WhatIf;
using Streaming.Lineage.Batches;
using Streaming.Models;
using Streaming.Models.States;
using Streaming.Topology.Model;
using static Streaming.Learning.Tests.Fairness.FairnessVerdictTests;

namespace Streaming.Learning.Tests.Rollouts;

/// <summary>What comes next follows from where the version stands and from what it scored.</summary>
public sealed class RolloutTests
{
    static readonly DateTimeOffset At = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    static readonly RolloutPolicy Policy = new()
    {
        ShadowRows = 100,
        MostLabelled = 500,
        WatchLabelled = 300,
    };
    static readonly Registered New = new(At, Authorship.Unknown);
    static readonly Shadow Shadowing = New.BeginShadow(At, Authorship.Unknown);
    static readonly Canary Trying = Shadowing.BeginCanary(0.1, At, Authorship.Unknown);

    [Fact]
    public void A_version_that_was_never_tried_becomes_a_shadow_and_waits_for_rows()
    {
        Next(New, null).ShouldBe(RolloutMove.Shadow);
        Next(Shadowing, null).ShouldBe(RolloutMove.Wait);
        Next(Shadowing, Trial(99)).ShouldBe(RolloutMove.Wait);
        Next(Trying, null).ShouldBe(RolloutMove.Wait);
    }

    [Fact]
    public void A_shadow_that_is_not_worse_becomes_the_canary_and_one_that_is_or_fails_is_rejected()
    {
        Next(Shadowing, Trial(100)).ShouldBe(RolloutMove.Canary);
        Next(Shadowing, Trial(100, Evidence(1, 1), 50)).ShouldBe(RolloutMove.Canary);
        Next(Shadowing, Trial(10, Evidence(0, 20), 5)).ShouldBe(RolloutMove.Reject);
        Next(Shadowing, Trial(10, missed: 1)).ShouldBe(RolloutMove.Reject);
    }

    [Fact]
    public void A_canary_is_promoted_where_it_is_better_and_taken_back_where_it_is_worse_or_fails_or_not_shown_to_be_better()
    {
        Next(Trying, Trial(1000)).ShouldBe(RolloutMove.Wait, "no label yet");
        Next(Trying, Trial(1000, Evidence(19.9, 0), 499)).ShouldBe(RolloutMove.Wait);
        Next(Trying, Trial(1000, Evidence(20, 0), 499)).ShouldBe(RolloutMove.Promote);
        Next(Trying, Trial(1000, Evidence(0, 20), 10)).ShouldBe(RolloutMove.RollBack);
        Next(Trying, Trial(1000, Evidence(20, 0), 499, missed: 3)).ShouldBe(RolloutMove.RollBack);
        Next(Trying, Trial(1000, Evidence(19.9, 0), 500)).ShouldBe(RolloutMove.RollBack);
    }

    [Fact]
    public void A_broken_guard_rail_ends_it_before_any_label_and_too_few_rows_break_none()
    {
        var policy = Policy with { Alerts = 3, Scores = 0.5 };
        foreach (var (state, move) in new[] { ((ModelState)Shadowing, RolloutMove.Reject), (Trying, RolloutMove.RollBack) })
        {
            Rollout.Next(state, Guarded(100, 10, 33, 0.2), policy).Move.ShouldBe(move, "more than three times the alerts");
            Rollout.Next(state, Guarded(100, 33, 10, 0.2), policy).Why.ShouldContain("raises 10 alerts on 100 rows, against 33");
            Rollout.Next(state, Guarded(100, 10, 10, 0.6), policy).Why.ShouldContain("stability index of 0.6");
            Rollout.Next(state, Guarded(99, 10, 33, 0.6), policy).Move.ShouldBe(RolloutMove.Wait, "too few rows");
            Rollout.Next(state, Guarded(100, 10, 33, 0.6), Policy).Move.ShouldNotBe(move, "nobody asked for guard rails");
        }

        Rollout
            .Next(Trying, Guarded(100, 10, 10, 0.6, ModelRole.Rule), policy)
            .Move.ShouldBe(RolloutMove.Wait, "a rule has no probabilities");
    }

    /// <summary>Fails where alerts may grow by the same factor with each version.</summary>
    [Fact]
    public void More_alerts_than_people_can_look_at_end_it_whatever_the_other_raises()
    {
        var policy = Policy with { MostAlerts = 0.02 };
        foreach (var (state, move) in new[] { ((ModelState)Shadowing, RolloutMove.Reject), (Trying, RolloutMove.RollBack) })
        {
            var fault = Rollout.Next(state, Guarded(1000, 21, 21, 0), policy);
            (fault.Move, fault.Why).ShouldBe((move, "It raises 21 alerts on 1,000 rows, and at most 2% of them may be alerts."));
            Rollout.Next(state, Guarded(1000, 500, 20, 0), policy).Move.ShouldNotBe(move);
            Rollout.Next(state, Guarded(99, 99, 99, 0), policy).Move.ShouldBe(RolloutMove.Wait, "too few rows");
        }
    }

    [Fact]
    public void Where_a_person_promotes_a_canary_that_is_better_is_held_and_one_that_is_worse_taken_back()
    {
        var policy = Policy with { ByHand = true };
        Rollout.Next(Trying, Trial(1000, Evidence(20, 0), 499), policy).Move.ShouldBe(RolloutMove.Hold);
        Rollout.Next(Trying, Trial(1000, Evidence(0, 20), 10), policy).Move.ShouldBe(RolloutMove.RollBack);
    }

    static TrialReport Guarded(long rows, long alerts, long others, double stability, ModelRole role = ModelRole.Champion)
    {
        var trial = Trial(rows);
        return trial with { Guards = new GuardRails(alerts, others, stability), Incumbent = trial.Incumbent with { Role = role } };
    }

    /// <summary>Fails where what is better on the whole decides although it is so at the cost of a group.</summary>
    [Fact]
    public void A_canary_that_is_better_is_taken_back_where_groups_fare_apart_and_waits_where_nobody_can_tell()
    {
        var policy = Policy with { Fairness = [new FairnessBound(FairnessMetric.SelectionRateRatio, 0.8)] };
        var better = Trial(1000, Evidence(20, 0), 499);
        var apart = better with { Fairness = Report(("f", Tally(60, 40)), ("m", Tally(80, 20))) };
        var even = better with { Fairness = Report(("f", Tally(70, 30)), ("m", Tally(80, 20))) };
        var untold = better with { Fairness = Report(("f", Tally(20, 29)), ("m", Tally(80, 20))) };

        var broken = Rollout.Next(Trying, apart, policy);
        broken.Move.ShouldBe(RolloutMove.RollBack);
        broken.Why.ShouldContain("cf v2 is better");
        broken.Why.ShouldContain("By sex, the selection rate ratio is to be at least 0.8: it is not, of f 0.75");
        Rollout.Next(Trying, even, policy).Move.ShouldBe(RolloutMove.Promote);
        Rollout.Next(Trying, even, policy with { ByHand = true }).Move.ShouldBe(RolloutMove.Hold);
        Rollout.Next(Trying, untold, policy).Move.ShouldBe(RolloutMove.Wait);
        Rollout.Next(Trying, better, policy).Why.ShouldContain("the topology declares no groups");
        Rollout
            .Next(Trying, untold with { Quality = Trial(1000, Evidence(20, 0), 500).Quality }, policy)
            .Move.ShouldBe(RolloutMove.RollBack, "it is not waited for for ever");
        Rollout.Next(Trying, apart, Policy).Move.ShouldBe(RolloutMove.Promote, "nobody asked");
        var evidence = even.ToEvidence("", policy.Fairness).Figures;
        evidence["fairness.sex.selection_rate_ratio.f"].ShouldBe(0.7 / 0.8, 1e-9);
        evidence["fairness.sex.selection_rate_ratio.f.low"].ShouldBeLessThan(0.8);
    }

    [Fact]
    public void Whoever_goes_on_after_the_end_does_nothing_more()
    {
        var champion = Trying.Promote(At, Authorship.Unknown);
        ModelState[] ended =
        [
            champion,
            champion.Retire(3, At, Authorship.Unknown),
            Shadowing.Reject(At, Authorship.Unknown),
            Trying.RollBack(1, At, Authorship.Unknown),
        ];
        ended.ShouldAllBe(state => Next(state, null) == RolloutMove.End);
    }

    [Fact]
    public void A_champion_is_taken_back_where_the_version_before_was_better()
    {
        var champion = Trying.Promote(At, Authorship.Unknown);
        Next(champion, Trial(10)).ShouldBe(RolloutMove.Wait, "no label yet");
        Next(champion, Trial(1000, Evidence(19, 1), 299)).ShouldBe(RolloutMove.Wait);
        Next(champion, Trial(1000, Evidence(20, 0), 299)).ShouldBe(RolloutMove.RollBack);
        Next(champion, Trial(1000, Evidence(0, 20), 10)).ShouldBe(RolloutMove.End);
        Next(champion, Trial(1000, Evidence(19, 1), 300)).ShouldBe(RolloutMove.End);
    }

    [Fact]
    public void What_a_step_rests_on_is_kept_with_figures()
    {
        var trial = Trial(1000, Evidence(21, 0.1), 400);
        var evidence = trial.ToEvidence(Rollout.Next(Trying, trial, Policy).Why, []);
        evidence.Summary.ShouldStartWith("cf v2 is better: its mean squared error is 0.100000, against 0.200000.");
        (evidence.Figures["labelled"], evidence.Figures["evidence_for_better"], evidence.Figures["rows"]).ShouldBe((400, 21, 1000));
    }

    static RolloutMove Next(ModelState state, TrialReport? trial) => Rollout.Next(state, trial, Policy).Move;

    static TrialEvidence Evidence(double better, double worse) => new(0.2, 0.1, better, worse, 20);

    static TrialReport Trial(long rows, TrialEvidence? evidence = null, int labelled = 0, long missed = 0)
    {
        var judged = JudgedScores.Of(new float[labelled], new TrainingSet([], [], new bool[labelled], new Events.Time.Timestamp[labelled]));
        return new TrialReport
        {
            Incumbent = new ModelInRole(ModelRole.Champion, "cf", 1, "aa"),
            Challenger = new ModelInRole(ModelRole.Canary, "cf", 2, "bb"),
            Rows = rows,
            Decided = 0,
            Missed = missed,
            Moves = new ScoreMoves(0, null, null, null, 0, 0, null),
            Stability = 0,
            Quality = evidence is null ? null : new WhatIfQuality(judged, judged, evidence),
        };
    }
}
