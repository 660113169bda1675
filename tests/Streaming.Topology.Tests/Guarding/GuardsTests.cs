using CsCheck;
using Streaming.Topology.Config.Guarding;
using Streaming.Topology.Model;

namespace Streaming.Topology.Tests.Guarding;

/// <summary>What the file says of guards, and what is refused with place, reason and cure.</summary>
public sealed class GuardsTests
{
    static readonly string Model = TopologyText.With("  rule: if", "  model: small\n  rule: if");

    [Fact]
    public void A_limit_is_read_with_its_defaults()
    {
        var limit = Limit("decision: bad, most: 20%, within: 10m, then: good");
        (limit.Name, limit.Decision, limit.Then, limit.FallsBack).ShouldBe(("burst", "bad", "good", false));
        limit.Most.ShouldBe(new MostOf(200_000, IsShare: true));
        (limit.Within, limit.For, limit.AtLeast).ShouldBe((TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10), 100));
        Limit("decision: bad, most: 0.25%, at_least: 7, within: 10m, then: good").AtLeast.ShouldBe(7);
    }

    [Fact]
    public void A_count_is_judged_from_the_first_decision_on()
    {
        var limit = Limit("decision: bad, most: 50, within: 10m, then: rule, for: 30m");
        (limit.Most, limit.AtLeast, limit.FallsBack, limit.For).ShouldBe(
            (new MostOf(50, IsShare: false), 1, true, TimeSpan.FromMinutes(30))
        );
        TopologyText.Parse(Model).Guards.ShouldBeEmpty();
    }

    [Fact]
    public void An_abstention_is_read_with_its_error_rate()
    {
        TopologyText
            .Parse($"{Model}guards: {{ unsure: {{ abstain: {{ error: 2.5%, to: bad }} }} }}\n")
            .Guards.ShouldHaveSingleItem()
            .ShouldBe(new AbstainGuard("unsure") { Error = 25_000, To = "bad" });
        Should
            .Throw<Streaming.Topology.Faults.TopologyException>(() =>
                TopologyText.Parse($"{TopologyText.Small}guards: {{ unsure: {{ abstain: {{ error: 5%, to: bad }} }} }}\n")
            )
            .Faults.ShouldHaveSingleItem()
            .Message.ShouldBe("nothing but a rule scores, and of a rule no error rate is known");
    }

    [Fact]
    public void Outliers_are_read_with_their_rate()
    {
        TopologyText
            .Parse($"{Model}guards: {{ strange: {{ outlier: {{ rate: 0.1%, to: bad }} }} }}\n")
            .Guards.ShouldHaveSingleItem()
            .ShouldBe(new OutlierGuard("strange") { Rate = 1_000, To = "bad" });
        Should
            .Throw<Streaming.Topology.Faults.TopologyException>(() =>
                TopologyText.Parse($"{TopologyText.Small}guards: {{ strange: {{ outlier: {{ rate: 1%, to: bad }} }} }}\n")
            )
            .Faults.ShouldHaveSingleItem()
            .Message.ShouldBe("nothing but a rule scores, and a rule was trained on nothing that a row could be unlike");
    }

    const string Fairness = "fairness: { adverse: [bad], groups: { place: { by: PLACE, values: [here, there] }, any: PLACE } }\n";

    [Fact]
    public void A_limit_to_disparity_is_read_with_its_defaults_and_its_groups()
    {
        var guard = Disparity("groups: place, least: 80%, within: 1d, then: good");
        (guard.Name, guard.Attribute.Name, guard.Least, guard.Confidence, guard.AtLeast).ShouldBe(
            ("apart", "place", 800_000, 990_000, 100)
        );
        (guard.Within, guard.For, guard.FallsBack).ShouldBe((TimeSpan.FromDays(1), TimeSpan.FromDays(1), false));
        guard.Attribute.Groups.ShouldBe(["here", "there"]);
        (guard.CountedText, guard.Adverse).ShouldBe(("good", guard.Adverse));
        guard.Adverse.ShouldBe(["bad"]);
        Disparity("groups: place, of: adverse, least: 50%, confidence: 99.9%, within: 1h, for: 2h, at_least: 7, then: rule")
            .ShouldSatisfyAllConditions(
                g => (g.CountedText, g.Confidence, g.AtLeast, g.FallsBack).ShouldBe(("bad", 999_000, 7, true)),
                g => g.For.ShouldBe(TimeSpan.FromHours(2))
            );
        Disparity("groups: place, least: 80%, within: 1d, then: good").ShouldBe(guard, "the same words say the same");
        Disparity("groups: place, least: 81%, within: 1d, then: good").ShouldNotBe(guard);
    }

    /// <summary>Fails where replay could not know what a guard went by.</summary>
    [Fact]
    public void Groups_that_a_guard_goes_by_are_recorded_and_others_are_not()
    {
        var with = TopologyText.Parse(Model + Fairness + Guard("groups: place, least: 80%, within: 1d, then: good"));
        with.Text.ShouldContain("fairness:");
        Streaming.Topology.TopologyLoader.ParseRecorded(with.Text, "recorded").Guards.ShouldBe(with.Guards);
        var other = Fairness.Replace("here, there", "here, elsewhere", StringComparison.Ordinal);
        TopologyText
            .Parse(Model + other + Guard("groups: place, least: 80%, within: 1d, then: good"))
            .ContentHash.ShouldNotBe(with.ContentHash);
        var without = TopologyText.Parse(
            $"{Model}{Fairness}guards: {{ burst: {{ limit: {{ decision: bad, most: 5, within: 1m, then: good }} }} }}\n"
        );
        without.Text.ShouldNotContain("fairness:");
    }

    [Theory]
    [InlineData("groups: plaice, least: 80%, within: 1d, then: good", "there is no attribute 'plaice'", "'place'")]
    [InlineData(
        "groups: any, least: 80%, within: 1d, then: good",
        "nothing says which groups of 'any' there are",
        "fairness.groups.any.values"
    )]
    [InlineData("groups: place, least: 80, within: 1d, then: good", "is a share above nothing", "80%")]
    [InlineData("groups: place, least: 0%, within: 1d, then: good", "is a share above nothing", "80%")]
    [InlineData("groups: place, least: 180%, within: 1d, then: good", "'180%' is not a count or a share", "20%")]
    [InlineData("groups: place, least: 80%, confidence: 49%, within: 1d, then: good", "a confidence is a share from 50% on", "99%")]
    [InlineData("groups: place, least: 80%, confidence: 99, within: 1d, then: good", "a confidence is a share from 50% on", "99%")]
    [InlineData("groups: place, least: 80%, within: 1d, then: bad", "the only adverse decision", "`rule`")]
    [InlineData("groups: place, least: 80%, within: 1d, then: review", "there is no decision 'review'", "condition `false`")]
    [InlineData("groups: place, least: 80%, within: 1ms, then: good", "too short to count over", "10m")]
    [InlineData("groups: place, least: 80%, within: 1d, for: 0s, then: good", "would not stay tripped", "30m")]
    [InlineData("groups: place, of: all, least: 80%, within: 1d, then: good", "'all'", "favourable")]
    [InlineData("least: 80%, within: 1d, then: good", "the key 'groups' is missing", "groups")]
    public void A_limit_to_disparity_that_cannot_be_is_refused(string keys, string message, string cure)
    {
        var fault = Should.Throw<Streaming.Topology.Faults.TopologyException>(() => TopologyText.Parse(Model + Fairness + Guard(keys)));
        fault.Faults.ShouldContain(
            f => f.Message.Contains(message, StringComparison.Ordinal) && f.Cure.Contains(cure, StringComparison.Ordinal),
            fault.Message
        );
    }

    [Fact]
    public void Without_fairness_there_is_nothing_to_hold_against_each_other()
    {
        var fault = Should
            .Throw<Streaming.Topology.Faults.TopologyException>(() =>
                TopologyText.Parse(Model + Guard("groups: place, least: 80%, within: 1d, then: good"))
            )
            .Faults.ShouldHaveSingleItem();
        fault.Message.ShouldBe("nothing says which groups there are, and which decisions are bad for them");
        fault.Cure.ShouldContain("Declare `fairness`");
    }

    static string Guard(string keys) => $"guards: {{ apart: {{ disparity: {{ {keys} }} }} }}\n";

    static DisparityGuard Disparity(string keys) =>
        TopologyText.Parse(Model + Fairness + Guard(keys)).Guards.ShouldHaveSingleItem().ShouldBeOfType<DisparityGuard>();

    [Fact]
    public void Guards_stand_in_the_order_of_the_file() =>
        TopologyText
            .Parse(
                Model
                    + """
                    guards:
                      second: { limit: { decision: bad, most: 5, within: 1m, then: good } }
                      first: { limit: { decision: good, most: 5, within: 1m, then: bad } }

                    """
            )
            .Guards.Select(g => g.Name)
            .ShouldBe(["second", "first"]);

    /// <summary>A share that binary floating point cannot hold exactly is exceeded by the next row, and by none before.</summary>
    [Fact]
    public void A_share_is_exceeded_exactly() =>
        Gen.Select(Gen.Long[1, MostOf.Whole - 1], Gen.Long[0, 1_000_000], Gen.Long[1, 1_000_000])
            .Sample(
                (millionths, counted, of) =>
                    new MostOf(millionths, IsShare: true).IsExceeded(counted, of) == counted * 1_000_000m > millionths * (decimal)of,
                iter: 20_000
            );

    [Fact]
    public void Twenty_nine_of_a_hundred_are_no_more_than_29_percent()
    {
        MostText.TryParse("29%", out var most).ShouldBeTrue();
        most.IsExceeded(29, 100).ShouldBeFalse();
        most.IsExceeded(30, 100).ShouldBeTrue();
        most.ToString().ShouldBe("29%");
    }

    [Theory]
    [InlineData("bad: 1", "'bad' is not a key here", "limit")]
    [InlineData(
        "abstain: { error: 5%, to: bad }, limit: { decision: bad, most: 5, within: 1m, then: good }",
        "of one kind",
        "one of limit"
    )]
    [InlineData("abstain: { error: 5, to: bad }", "an error rate is a share above nothing", "5%")]
    [InlineData("abstain: { error: 0%, to: bad }", "an error rate is a share above nothing", "5%")]
    [InlineData("abstain: { error: 5%, to: good }", "the last decision is an answer", "a person look")]
    [InlineData("abstain: { error: 5%, to: review }", "there is no decision 'review'", "condition `false`")]
    [InlineData("outlier: { rate: 5, to: bad }", "a rate of false alarms is a share above nothing", "0.1%")]
    [InlineData("outlier: { rate: 0%, to: bad }", "a rate of false alarms is a share above nothing", "0.1%")]
    [InlineData("outlier: { rate: 100%, to: bad }", "'100%' is not a count or a share", "20%")]
    [InlineData("outlier: { to: bad }", "the key 'rate' is missing", "rate")]
    [InlineData("outlier: { rate: 1%, to: good }", "the last decision is an answer", "a person look")]
    [InlineData("outlier: { rate: 1%, to: review }", "there is no decision 'review'", "condition `false`")]
    [InlineData("limit: { most: 5, within: 1m, then: good }", "the key 'decision' is missing", "decision")]
    [InlineData("limit: { decision: bat, most: 5, within: 1m, then: good }", "there is no decision 'bat'", "'bad'")]
    [InlineData("limit: { decision: bad, most: 5, within: 1m, then: review }", "there is no decision 'review'", "condition `false`")]
    [InlineData("limit: { decision: bad, most: 5, within: 1m, then: bad }", "that is the decision that is limited", "`rule`")]
    [InlineData("limit: { decision: bad, most: 100%, within: 1m, then: good }", "'100%' is not a count or a share", "20%")]
    [InlineData("limit: { decision: bad, most: -1, within: 1m, then: good }", "'-1' is not a count or a share", "50")]
    [InlineData("limit: { decision: bad, most: 0.00001%, within: 1m, then: good }", "is not a count or a share", "four decimals")]
    [InlineData("limit: { decision: bad, most: 5, within: 10ms, then: good }", "too short to count over", "10m")]
    [InlineData("limit: { decision: bad, most: 5, within: 1m, for: 0s, then: good }", "would not stay tripped", "30m")]
    [InlineData("limit: { decision: bad, most: 5, at_least: 9, within: 1m, then: good }", "`most` is a count", "most: 20%")]
    public void What_cannot_be_is_refused_with_its_place_and_cure(string guard, string message, string cure)
    {
        var fault = Should.Throw<Streaming.Topology.Faults.TopologyException>(() =>
            TopologyText.Parse($"{Model}guards: {{ burst: {{ {guard} }} }}\n")
        );
        fault.Faults.ShouldContain(
            f => f.Message.Contains(message, StringComparison.Ordinal) && f.Cure.Contains(cure, StringComparison.Ordinal),
            fault.Message
        );
        fault.Faults[0].Path.ShouldStartWith("guards.burst");
    }

    [Fact]
    public void The_rule_that_is_fallen_back_to_has_to_be_another_than_what_decides()
    {
        const string Guard = "guards: { burst: { limit: { decision: bad, most: 5, within: 1m, then: rule } } }\n";
        Fault(TopologyText.Small + Guard).ShouldContain("nothing but the rule decides");
        Fault(TopologyText.With("  rule: if(VALUE > 10, 1, 0)", "  model: small") + Guard)
            .ShouldContain("there is no rule to fall back to");

        static string Fault(string text) =>
            Should.Throw<Streaming.Topology.Faults.TopologyException>(() => TopologyText.Parse(text)).Faults.ShouldHaveSingleItem().Message;
    }

    static LimitGuard Limit(string keys) =>
        TopologyText
            .Parse($"{Model}guards: {{ burst: {{ limit: {{ {keys} }} }} }}\n")
            .Guards.ShouldHaveSingleItem()
            .ShouldBeOfType<LimitGuard>();
}
