using Streaming.Events.Expressions;

namespace Streaming.Pipeline.Tests.Scoring;

public sealed class DeciderTests
{
    static readonly Decider Decider = new(
        ScoringRows.Topology("x", "block: score >= 0.9, review: score >= 0.5 or x > 100, pass: otherwise").Score.Decisions
    );

    /// <summary>Fails where a later decision whose condition holds too takes the row.</summary>
    [Fact]
    public void The_first_that_holds_decides_and_the_last_takes_the_rest() =>
        Decide((0.95f, 500), (0.6f, 0), (0.1f, 101), (0.1f, 100)).ShouldBe(["block", "review", "review", "pass"]);

    /// <summary>Fails where "not known" is taken for true: everything without a history would be blocked.</summary>
    [Fact]
    public void A_condition_over_a_missing_value_does_not_hold_unless_the_rest_of_it_does() =>
        Decide((float.NaN, 0), (0.2f, float.NaN), (0.6f, float.NaN), (float.NaN, float.NaN)).ShouldBe(["pass", "pass", "review", "pass"]);

    /// <summary>Fails where something of the batch before is left in the memory that is lent for it.</summary>
    [Fact]
    public void Each_batch_is_decided_by_itself()
    {
        Decide([.. Enumerable.Repeat((0.99f, 0f), 100)]).ShouldAllBe(d => d == "block");
        Decide([.. Enumerable.Repeat((0.1f, 0f), 100)]).ShouldAllBe(d => d == "pass");
    }

    static string[] Decide(params (float Score, float X)[] rows) =>
        ScoringRows.Texts(Decider.Decide(ScoringRows.Of(("score", [.. rows.Select(r => r.Score)]), ("x", [.. rows.Select(r => r.X)]))));
}
