using Streaming.Application.JudgeModel;
using Streaming.Learning.Evaluation;
using Streaming.Learning.Gates;
using Streaming.Learning.Trials;
using Streaming.Learning.WhatIf;
using Streaming.Topology.Model;

namespace Streaming.Application.Tests.Models;

/// <summary>What a version has to keep to before live rows see it.</summary>
public sealed class GateWordsTests
{
    static readonly GatesModel Gates = new();

    [Theory]
    [InlineData(0.5, 0.6, 0, true, "is 0.6, against 0.5 of v1: better.")]
    [InlineData(0.6, 0.6, 0, false, "is 0.6, against 0.6 of v1: not better.")]
    [InlineData(0.5, 0.52, 0.05, false, "not better by more than 0.05.")]
    [InlineData(0.5, 0.45, -0.1, true, "not below it by more than 0.1.")]
    [InlineData(0.5, 0.35, -0.1, false, ": below it by more than 0.1.")]
    public void Its_average_precision_has_to_be_above_by_the_margin(double one, double other, double margin, bool passed, string words)
    {
        var gate = GateWords.Of(Gates with { Margin = margin }, Report(one, other), against: 1).Single(g => g.Name == "quality");

        gate.Passed.ShouldBe(passed);
        gate.Words.ShouldContain(words);
        gate.Figures["average_precision"].ShouldBe(other);
    }

    [Fact]
    public void Without_a_positive_row_nothing_tells_which_is_better()
    {
        var gate = GateWords.Of(Gates, Report(null, null), against: 1).Single(g => g.Name == "quality");

        (gate.Passed, gate.Figures.Count).ShouldBe((false, 0));
        gate.Words.ShouldContain("nothing tells which is better");
    }

    [Theory]
    [InlineData(20, 0.02, true, "alerts on 2% of the rows: not more than the 2% allowed.")]
    [InlineData(21, 0.02, false, "alerts on 2.1% of the rows: more than the 2% allowed.")]
    public void Alerts_stay_within_a_share_of_the_rows_too(long others, double most, bool passed, string words)
    {
        var report = Report(0.1, 0.9) with { Rows = 1000, Alerts = others, OtherAlerts = others };

        var gate = GateWords.Of(Gates with { MostAlerts = most }, report, against: null).Single(g => g.Name == "alert rate");

        (gate.Passed, gate.Figures["alert_rate"]).ShouldBe((passed, others / 1000.0));
        gate.Words.ShouldContain(words);
        GateWords.Of(Gates, report, against: null).ShouldNotContain(g => g.Name == "alert rate");
    }

    [Theory]
    [InlineData(10, 30, 1, 3, 0.4, "")]
    [InlineData(10, 33, 1, 3, 0.4, "alerts")]
    [InlineData(33, 10, 1, 3, 0.4, "alerts")]
    [InlineData(0, 2, 1, 3, 0.4, "")]
    [InlineData(10, 10, 1, 3.1, 0.4, "latency")]
    [InlineData(10, 10, 1, 3, 0.6, "scores")]
    public void Alerts_latency_and_scores_stay_within_bounds(
        long alerts,
        long others,
        double micros,
        double otherMicros,
        double stability,
        string failed
    )
    {
        var report = Report(0.1, 0.9) with
        {
            Alerts = alerts,
            OtherAlerts = others,
            Micros = micros,
            OtherMicros = otherMicros,
            Stability = stability,
        };

        var gates = GateWords.Of(Gates, report, against: 1);

        gates.Select(g => g.Name).ShouldBe(["quality", "alerts", "latency", "scores"], ignoreOrder: true);
        string.Join(' ', gates.Where(g => !g.Passed).Select(g => g.Name)).ShouldBe(failed);
        // The rule takes no time, and its scores are no probabilities.
        GateWords.Of(Gates, report with { Micros = null }, against: null).Select(g => g.Name).ShouldBe(["quality", "alerts"]);
    }

    /// <summary>What is asked goes before what the file says, and the file before what is usual.</summary>
    [Fact]
    public void What_nobody_asks_for_is_as_the_topology_file_says()
    {
        var file = new GatesModel
        {
            Margin = 0.1,
            Latency = 9,
            Alerts = 8,
            MostAlerts = 0.02,
            Scores = 7,
            Fairness = [new(FairnessMetric.SelectionRateRatio, 0.8)],
        };
        var request = new JudgeModelRequest { Topology = "shop", Version = 2 };

        request.Within(file).ShouldBe(file);
        request.Within(Gates).ShouldBe(Gates);
        var asked = request with { Margin = 0, Latency = 2, Alerts = 4, MostAlerts = 1, Scores = 0, Fairness = [] };
        var gates = asked.Within(file);
        (gates.Margin, gates.Latency, gates.Alerts, gates.MostAlerts, gates.Scores, gates.Fairness.Count).ShouldBe((0, 2, 4, 1, 0, 0));
        GateWords.Of(gates, Report(0.1, 0.9), against: null).ShouldNotContain(g => g.Name == "alert rate");
    }

    /// <summary>What cannot be told is not passed, and says so.</summary>
    [Fact]
    public void Groups_that_nobody_can_tell_are_not_passed()
    {
        FairnessBound[] wanted = [new(FairnessMetric.SelectionRateRatio, 0.8)];

        var gate = GateWords.Of(Gates with { Fairness = wanted }, Report(0.1, 0.9), against: 1)[^1];

        (gate.Passed, gate.Undecided).ShouldBe((false, true));
        gate.Words.ShouldContain("the topology declares no groups");
        GateWords.Of(Gates, Report(0.1, 0.9), against: 1).ShouldAllBe(g => !g.Undecided);
    }

    static GateReport Report(double? one, double? other) =>
        new()
        {
            Rows = 100,
            Quality = new WhatIfQuality(Judged(one), Judged(other), new TrialEvidence(0, 0, 1, 1, 20)),
            Stability = 0,
            Alerts = 5,
            OtherAlerts = 5,
            Micros = 1,
            OtherMicros = 1,
        };

    static JudgedScores Judged(double? precision) =>
        new(
            new EvaluationReport
            {
                Rows = 50,
                Positives = precision is null ? 0 : 5,
                RocAuc = null,
                AveragePrecision = precision,
                LogLoss = null,
                PrecisionAtK = 0,
                GroupPrecisionAtK = null,
                Confusion = new Confusion(0.5, 0, 0, 0, 0),
            },
            [],
            []
        );
}
