using Streaming.Application.FindProxies;
using Streaming.Application.ShowFairness;
using Streaming.Events.Time;
using Streaming.Learning.Fairness;

namespace Streaming.Application.Tests.Fairness;

/// <summary>What has to be known to read figures of groups is said in sentences.</summary>
public sealed class FairnessNotesTests
{
    [Fact]
    public void Groups_that_nothing_can_be_told_of_are_named()
    {
        var attribute = new AttributeFindings(
            "sex",
            "SEX",
            "d",
            GroupState.NeverOccurs,
            7,
            [
                new GroupFindings("d", GroupState.NeverOccurs, null, null, null, null),
                new GroupFindings("x", GroupState.TooSmall, null, null, null, null),
            ]
        );

        FairnessNotes
            .Of(new FairnessReport(100, null, [attribute]), 50)
            .ShouldBe([
                "sex: the group 'd' never occurs.",
                "sex: the group 'x' has fewer than 50 rows; nothing of it is in any figure.",
                "sex: nothing is compared, since the reference 'd' never occurs.",
                "sex: 7 rows are in no group.",
                "The topology has no labels: only selection rates can be told.",
            ]);
        FairnessNotes.Of(new FairnessReport(0, null, [attribute]), 50).ShouldBe(["No row of the time is recorded."]);
    }

    /// <summary>Of whoever was declined, nobody learns how it would have ended.</summary>
    [Theory]
    [InlineData(90, 10, true)]
    [InlineData(30, 10, false)]
    public void Labels_that_adverse_decisions_lack_are_said(int adverse, int favoured, bool said)
    {
        var rates = new GroupRates(null, null, null, null, null, null, Proportions.Wilson(favoured, 100), Proportions.Wilson(adverse, 100));
        var attribute = new AttributeFindings(
            "sex",
            "SEX",
            null,
            null,
            0,
            [new GroupFindings("f", GroupState.Shown, 200, rates, null, null)]
        );

        var notes = FairnessNotes.Of(new FairnessReport(200, Timestamp.End, [attribute]), 50);

        notes
            .Any(n => n.StartsWith("sex: of 'f', 90% of adverse decisions have no label, against 10%", StringComparison.Ordinal))
            .ShouldBe(said);
    }

    /// <summary>By the nearer end of the interval, whichever way the feature tells.</summary>
    [Fact]
    public void Proxies_are_named_where_they_are_known_to_be()
    {
        var group = new GroupProxies(
            "f",
            100,
            new Estimate(0.7, 0.59, 0.81),
            [new FeatureProxy("income", new Estimate(0.3, 0.25, 0.35)), new FeatureProxy("debt", new Estimate(0.65, 0.58, 0.72))]
        );

        var found = FoundProxies.Of("loans", 0.6, new ProxyReport(200, [new AttributeProxies("sex", [group])]));

        found.Proxies.ShouldBe(["income tells sex 'f' with an area of 0.700: the group has lesser values."]);
    }
}
