using Streaming.Application.FollowDrift;
using Streaming.Drift.Columns;
using Streaming.Drift.Risk;
using Streaming.Topology.Model;

namespace Streaming.Application.Tests.Learning;

/// <summary>What a call does not say of how drift is followed, the topology file says.</summary>
public sealed class FollowedByPolicyTests
{
    static readonly FollowDriftRequest Bare = new() { Topology = "shop" };

    /// <summary>Fails where a default changes in one place of the two.</summary>
    [Fact]
    public void A_file_that_says_nothing_says_what_detectors_have_by_themselves()
    {
        Bare.ColumnsOf(new DriftModel()).ShouldBe(new ColumnsOptions());
        Bare.RiskOf(new RiskModel()).ShouldBe(new RiskOptions());
    }

    [Fact]
    public void What_is_given_goes_before_what_the_file_says()
    {
        var drift = new DriftModel
        {
            Arl = 500,
            Reference = 300,
            Every = 7,
        };
        var risk = new RiskModel
        {
            Alpha = 0.2,
            Tolerance = 0.3,
            Reference = 400,
        };
        Bare.ColumnsOf(drift).ShouldBe(new ColumnsOptions(500, 300, 7));
        Bare.RiskOf(risk).ShouldBe(new RiskOptions(0.2, 0.3, 400));
        var asked = Bare with { RunLength = 50, ReferenceRows = 200, Every = 1, Alpha = 0.1, Tolerance = 0, LabelledReference = 60 };
        asked.ColumnsOf(drift).ShouldBe(new ColumnsOptions(50, 200, 1));
        asked.RiskOf(risk).ShouldBe(new RiskOptions(0.1, 0, 60));
    }
}
