using CsCheck;
using Streaming.Topology.Config.Explaining;
using Streaming.Topology.Model;

namespace Streaming.Topology.Tests.Explaining;

/// <summary>What the file says of explanations, and what is refused with place, reason and cure.</summary>
public sealed class ExplainTests
{
    static readonly string Model = TopologyText.With("  rule: if", "  model: small\n  rule: if");

    static readonly string[] Parts =
    [
        "every",
        "or",
        " or ",
        "decision in (",
        ")",
        "a",
        ",",
        "score near ",
        "threshold",
        " by ",
        "0.5",
        "sample ",
        "1%",
        "(",
    ];

    [Fact]
    public void Which_rows_are_explained_is_read_part_by_part()
    {
        var when = Parse("explain: decision in (bad) or score near threshold or score near 0.2 by 0.01 or sample 2.5%").When!;
        when.Every.ShouldBeFalse();
        when.Decisions.ShouldBe(["bad"]);
        when.Near.ShouldBe([new ScoreBand(0.5, 0.05), new ScoreBand(0.2, 0.01)], "the threshold is that of `bad`");
        when.Sample.ShouldBe(0.025);
        Parse("explain: every").When!.Every.ShouldBeTrue();
        Parse("explain: { top: 2 }").When.ShouldBeNull();
        TopologyText.Parse(Model).Explain.ShouldBeNull();
    }

    [Fact]
    public void Features_that_speak_as_one_are_named_by_a_pattern_and_words_stand_by_language()
    {
        var explain = Parse(
            """
            explain:
              language: de
              reasons:
                all:
                  features: ["*"]
                  raises: { en: too much, de: zu viel }
            """
        );
        var reason = explain.Reasons.ShouldHaveSingleItem();
        (reason.Code, explain.Top, explain.Language).ShouldBe(("all", 4, "de"));
        reason.Features.ShouldBe(["VALUE", "COUNT"]);
        reason.Words(raises: true)["de"].ShouldBe("zu viel");
        reason.Words(raises: false).ShouldBeEmpty();
    }

    [Fact]
    public void What_may_change_is_said_by_feature()
    {
        var explain = Parse(
            """
            explain:
              actionable:
                COUNT: down by 1 from 0
                V*: any from -2.5 to 10
            """
        );
        explain.Actionable.Select(a => a.Feature).ShouldBe(["VALUE", "COUNT"], "in the order of the features");
        var (value, count) = (explain.Actionable[0].Change, explain.Actionable[1].Change);
        (value.Up, value.Down, value.Step, value.Min, value.Max).ShouldBe((true, true, null, -2.5, 10));
        (count.Up, count.Down, count.Step, count.Min, count.Max).ShouldBe((false, true, 1, 0, null));
    }

    [Theory]
    [InlineData("explain: { actionable: { VALUE: sideways } }", "'sideways' is not how a feature may change", "down by 1 from 0")]
    [InlineData("explain: { actionable: { VALUE: up by 0 } }", "is not how a feature may change", "by STEP")]
    [InlineData("explain: { actionable: { VALUE: up from 2 to 1 } }", "is not how a feature may change", "from LEAST")]
    [InlineData("explain: { actionable: { VALU: up } }", "there is no feature 'VALU'", "'VALUE'")]
    [InlineData("explain: { actionable: { VALUE: up, V*: down } }", "VALUE may change is said twice", "Say it once")]
    [InlineData("explain: sometimes", "'sometimes' is not which rows to explain", "sample 1%")]
    [InlineData("explain: sample 0%", "is not which rows to explain", "decision in")]
    [InlineData("explain: sample 101%", "is not which rows to explain", "decision in")]
    [InlineData("explain: score near 0.5 by 0", "is not which rows to explain", "by 0.1")]
    [InlineData("explain: decision in (worse)", "there is no decision 'worse'", "bad, good")]
    [InlineData("explain: { top: 0 }", "'0' is not a whole number from 1", "1 to 20")]
    [InlineData("explain: { language: de }", "no reason is said in 'de'", "under `reasons`")]
    [InlineData("explain: { reasons: { a: { features: [VALUE] } } }", "the reason says nothing", "`raises`")]
    [InlineData("explain: { reasons: { a: { features: [VALU], raises: x } } }", "there is no feature 'VALU'", "'VALUE'")]
    [InlineData("explain: { reasons: { a: { features: [VALUE, V*], raises: x } } }", "VALUE speaks twice", "under one reason")]
    [InlineData(
        "explain: { reasons: { a: { features: [VALUE], raises: { en: x, de: y } }, b: { features: [COUNT], lowers: z } } }",
        "there are no words in de",
        "in English and in each language"
    )]
    [InlineData("explain: { reasons: { a: { features: [VALUE], raises: { de: y } } } }", "there are no words in en", "in English")]
    [InlineData("explain: { reasons: { a: { features: [VALUE], raises: { German: y } } } }", "is not a language", "pt-BR")]
    public void What_cannot_be_explained_so_is_refused(string text, string message, string cure) =>
        TopologyText
            .Faults(Model + text + "\n")
            .ShouldContain(f => f.Message.Contains(message, StringComparison.Ordinal) && f.Cure.Contains(cure, StringComparison.Ordinal));

    [Fact]
    public void A_rule_alone_needs_no_explanation()
    {
        var fault = TopologyText.Fault(TopologyText.Small + "explain: every\n");
        fault.Message.ShouldContain("a rule is its own explanation");
        fault.Line.ShouldBe(TopologyText.Small.Split('\n').Length);
    }

    [Fact]
    public void Without_a_threshold_none_is_near()
    {
        var one = Model.Replace("bad: score >= 0.5, ", "", StringComparison.Ordinal);
        TopologyText.Fault(one + "explain: score near threshold\n").Message.ShouldBe("no decision compares the score with a number");
        TopologyText.Parse(one + "explain: score near 0.5\n").Explain!.When!.Near.ShouldBe([new ScoreBand(0.5, 0.05)]);
    }

    /// <summary>Whatever is written there is read or refused.</summary>
    [Fact]
    public void No_text_breaks_the_reader() =>
        Gen.OneOf(Gen.String, Gen.Int[0, Parts.Length - 1].Select(i => Parts[i]).Array[0, 12].Select(string.Concat))
            .Sample(text =>
            {
                if (!WhenText.TryParse(text, out var when))
                    return;
                when.Sample.ShouldBeInRange(0, 1);
                when.Near.ShouldAllBe(band => band.By > 0);
                (when.Every || when.Decisions.Count > 0 || when.Near.Count > 0 || when.Sample > 0).ShouldBeTrue(text);
            });

    static ExplainingModel Parse(string text) => TopologyText.Parse(Model + text + "\n").Explain!;
}
