using Streaming.Events.Rows;
using Streaming.Inference.Serving;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Scoring;

namespace Streaming.Pipeline.Tests.Scoring;

public sealed class ScorerTests
{
    /// <summary>Fails where decisions are taken before the score is there, or over what it was before it was cut to its range.</summary>
    [Fact]
    public void Rows_are_decided_by_the_score_they_are_given()
    {
        using var models = new ModelSlot();
        var scored = new Scorer(ScoringRows.Topology("x", "odd: score > 1, high: score >= 0.5, low: otherwise"), models, "cpu").Score(
            ScoringRows.Of(5, 0.25f, float.NaN),
            lineup: null
        );
        scored.ScoredBy.ShouldBeEmpty();
        Columns.Float(scored.Rows, TableNames.Score).ToArray().ShouldBe([1, 0.25f, 0]);
        ScoringRows.Texts(scored.Rows.Column(TableNames.Decision)).ShouldBe(["high", "low", "low"]);
        // What was there stays, or lineage could not show what was scored.
        Columns.Float(scored.Rows, "x")[1].ShouldBe(0.25f);
    }
}
