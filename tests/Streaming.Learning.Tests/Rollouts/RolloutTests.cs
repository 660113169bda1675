using Streaming.Learning.Data;
using Streaming.Learning.Rollouts;
using Streaming.Learning.Trials;
using Streaming.Learning.WhatIf;
using Streaming.Lineage.Batches;
using Streaming.Models;
using Streaming.Models.States;

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
        var evidence = trial.ToEvidence(Rollout.Next(Trying, trial, Policy).Why);
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
