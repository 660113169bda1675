using Streaming.Drift.Tests.Streams;

namespace Streaming.Drift.Tests.Published;

/// <summary>
/// The abrupt binary streams of OPTWIN's evaluation (seeds 1 to 30), on which the best published figures are F1 0.99, 52 rows of delay and
/// 0.10 false alarms a stream. Nothing was chosen by looking at these seeds or at the others.
/// </summary>
public sealed class AbruptStreamTests
{
    [Theory]
    [InlineData(1, 30)]
    [InlineData(1001, 100)]
    public void The_default_is_no_worse_than_the_best_published(int first, int count)
    {
        var score = AbruptStream.Measure(Enumerable.Range(first, count).Select(seed => (long)seed), () =>
            Make.Detector("e-bernoulli:direction=up")
        );
        score.Hits.ShouldBe(count * AbruptStream.Changes);
        score.F1.ShouldBeGreaterThanOrEqualTo(0.99);
        score.MeanDelay.ShouldBeLessThanOrEqualTo(25);
        score.FalseAlarmsAStream.ShouldBeLessThanOrEqualTo(0.1);
    }

    /// <summary>MOA's DDM on the same streams, as published: 0.30 false alarms, none missed, 130 rows.</summary>
    [Fact]
    public void Ddm_does_as_published()
    {
        var score = AbruptStream.Measure(Enumerable.Range(1, 30).Select(seed => (long)seed), () => Make.Detector("ddm"));
        score.FalseAlarmsAStream.ShouldBe(0.30, 0.04);
        score.Hits.ShouldBe(150);
        score.MeanDelay.ShouldBe(130.1, 2);
    }
}
