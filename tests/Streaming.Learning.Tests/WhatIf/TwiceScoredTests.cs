using Streaming.Learning.Tests.Outcomes;
using Streaming.Learning.WhatIf;

namespace Streaming.Learning.Tests.WhatIf;

public sealed class TwiceScoredTests
{
    /// <summary>A period may have none: nothing has moved in it.</summary>
    [Fact]
    public void Without_rows_scores_are_as_stable_as_can_be()
    {
        var none = new TwiceScored(ScoredHistory.Shop.Topology);

        none.Stability().ShouldBe(0);
        none.StabilityByTenths().ShouldBe(0);
    }
}
