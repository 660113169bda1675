using Streaming.Events.Expressions;

namespace Streaming.Pipeline.Tests.Scoring;

public sealed class RuleScoreTests
{
    /// <summary>Fails where a score leaves [0, 1], or where one that is missing reaches the outputs as NaN, which JSON does not
    /// have.</summary>
    [Theory]
    [InlineData("x", 0.25f, 0.25f)]
    [InlineData("x", -3, 0)]
    [InlineData("x", 7, 1)]
    [InlineData("x", float.NaN, 0)]
    [InlineData("x", float.PositiveInfinity, 1)]
    [InlineData("x", float.NegativeInfinity, 0)]
    [InlineData("x / (x - 1)", 1, 0)]
    [InlineData("if(x > 10, 1, 0.5)", float.NaN, 0.5f)]
    public void A_rule_is_cut_to_its_range_and_what_has_no_value_is_nothing(string rule, float x, float score)
    {
        var scores = new float[1];
        new RuleScore(ScoringRows.Topology(rule, "all: otherwise").Score.Rule!).Score(ScoringRows.Of(x), scores);
        scores[0].ShouldBe(score);
    }

    /// <summary>Fails where a row takes its neighbour's score.</summary>
    [Fact]
    public void Each_row_has_its_own()
    {
        var scores = new float[4];
        new RuleScore(ScoringRows.Topology("x", "all: otherwise").Score.Rule!).Score(ScoringRows.Of(0.1f, float.NaN, 2, 0.3f), scores);
        scores.ShouldBe([0.1f, 0, 1, 0.3f]);
    }
}
