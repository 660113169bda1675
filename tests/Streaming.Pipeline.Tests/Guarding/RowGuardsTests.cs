using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Inference.Conformal;
using Streaming.Inference.Models;
using Streaming.Inference.Outliers;
using Streaming.Inference.Serving;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Guarding;
using Streaming.Pipeline.Tests.Scoring;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Tests.Guarding;

public sealed class RowGuardsTests
{
    [Fact]
    public void A_topology_without_guards_has_none() => RowGuards.Of(Topology("")).ShouldBeNull();

    [Fact]
    public void Rows_that_keep_their_decisions_are_the_rows_that_came()
    {
        var rows = Rows([1, 0], ["block", "pass"]);
        var guarded = Guards("burst: { limit: { decision: block, most: 1, within: 1m, then: review } }")
            .Guard(rows, Rule, [], Timestamp.End);
        guarded.Rows.ShouldBeSameAs(rows);
        guarded.Events.ShouldBeEmpty();
        guarded.After.ShouldHaveSingleItem().Panes.Sum(p => p.Counted).ShouldBe(1);
    }

    [Fact]
    public void What_a_guard_changes_stands_beside_what_it_was_and_who_changed_it()
    {
        var guarded = Guards("burst: { limit: { decision: block, most: 1, within: 1m, then: review } }")
            .Guard(Rows([1, 0, 1, 1], ["block", "pass", "block", "block"]), Rule, [], Timestamp.End);
        Texts(guarded.Rows, TableNames.Decision).ShouldBe(["block", "pass", "review", "review"]);
        Texts(guarded.Rows, RecordColumns.UnguardedDecision).ShouldBe([null, null, "block", "block"]);
        Texts(guarded.Rows, RecordColumns.ChangedBy).ShouldBe([null, null, "guard/burst", "guard/burst"]);
        RecordColumns.CountOutcomes(guarded.Rows).ShouldBe(2);
    }

    /// <summary>The rule decides about every row while it is tripped, whatever the model said; what it says anyway is not
    /// changed.</summary>
    [Fact]
    public void A_guard_that_falls_back_lets_the_rule_decide_about_every_row()
    {
        // The rule: from 10 on, block.
        var guarded = Guards("burst: { limit: { decision: block, most: 0, within: 1m, then: rule } }")
            .Guard(Rows([1, 11, 12, 2], ["block", "pass", "block", "pass"]), Rule, [], Timestamp.End);
        Texts(guarded.Rows, TableNames.Decision).ShouldBe(["pass", "block", "block", "pass"]);
        Texts(guarded.Rows, RecordColumns.ChangedBy).ShouldBe(["guard/burst", "guard/burst", null, null]);
    }

    [Fact]
    public void A_guard_sees_what_those_before_it_left_and_changes_nothing_twice()
    {
        var guarded = Guards(
                """
                first: { limit: { decision: block, most: 1, within: 1m, then: review } }
                  second: { limit: { decision: review, most: 0, within: 1m, then: pass } }
                """
            )
            .Guard(Rows([1, 1, 0], ["block", "block", "review"]), Rule, [], Timestamp.End);
        Texts(guarded.Rows, TableNames.Decision).ShouldBe(["block", "review", "pass"]);
        Texts(guarded.Rows, RecordColumns.ChangedBy).ShouldBe([null, "guard/first", "guard/second"]);
        guarded.Events.Select(e => (e.Guard, e.Row)).ShouldBe([("first", 1), ("second", 1)]);
    }

    /// <summary>Fails where a version is held against what another one scored, or the rule against any.</summary>
    [Fact]
    public void Each_row_is_held_against_what_was_held_out_of_the_version_that_decided_it()
    {
        // At one in ten of nine each: true is possible from the lowest of the positives on, false up to the highest of the negatives.
        var first = Served([0.6f, .. Enumerable.Repeat(0.9f, 8)], [.. Enumerable.Repeat(0.1f, 8), 0.4f]);
        var second = Served([0.3f, .. Enumerable.Repeat(0.9f, 8)], [.. Enumerable.Repeat(0.1f, 8), 0.8f]);
        var guards = Guards("unsure: { abstain: { error: 10%, to: review } }");
        float[] scores = [0.5f, 0.7f, 0.3f, 0.85f, 0.5f];
        var rows = Rows([1, 1, 1, 1, 1], ["block", "block", "pass", "block", "block"], scores);
        Decided([first, null, second], by: null).ShouldBe(["review", "block", "pass", "block", "review"]);
        Decided([first, null, second], by: [1, 1, 1, 1, 1]).ShouldBe(["block", "block", "pass", "block", "block"], "the rule");
        Decided([first, null, second], by: [2, 2, 2, 2, 0]).ShouldBe(["review", "review", "review", "block", "review"]);

        string?[] Decided(ServedModel?[] models, byte[]? by)
        {
            var guarded = guards.Guard(rows, new RowDeciders(models, by), [], Timestamp.End);
            guarded.After.ShouldBeEmpty();
            return Texts(guarded.Rows, TableNames.Decision);
        }

        // Nothing is scored here.
        static ServedModel Served(float[] positives, float[] negatives) =>
            new(
                new ModelVersion("m", 1, ""),
                model: null!,
                facts: new VersionFacts(
                    HeldOutScores.Of([.. positives, .. negatives], [.. positives.Select(_ => true), .. negatives.Select(_ => false)])
                )
            );
    }

    /// <summary>Fails where people are decided about by the group that they are in.</summary>
    [Theory]
    [InlineData("review", "review", "review", "pass")]
    [InlineData("rule", "pass", "block", "block")]
    public void While_groups_lie_too_far_apart_adverse_decisions_change_for_everybody(string then, params string[] expected)
    {
        var guards = RowGuards.Of(
            Topology(
                $$"""
                fairness: { adverse: [block], groups: { size: { by: given, bands: [10] } } }
                guards:
                  apart: { disparity: { groups: size, least: 80%, within: 1h, then: {{then}} } }
                """
            )
        )!;
        var trip = new GuardTrip(new Timestamp(0), Timestamp.End, 1, 9)
        {
            Contrast = new GuardContrast("under 10", "10 and over", 9, 9, 0.5),
        };
        var rows = Rows([1, 11, 12], ["block", "block", "pass"]);
        Texts(Changed([new GuardState("apart") { Trip = trip }]), TableNames.Decision).ShouldBe(expected);
        Changed([]).ShouldBeSameAs(rows);

        RecordBatch Changed(GuardState[] before) => guards.Guard(rows, Rule, before, Timestamp.End).Rows;
    }

    /// <summary>Fails where a version is held against what another one was trained on, where the rule is held against any, or where what is
    /// on record does not say by what a row was an outlier.</summary>
    [Fact]
    public void An_outlier_is_one_for_the_version_that_decided_it_with_its_score_on_record()
    {
        var guards = Guards(
            """
            strange: { outlier: { rate: 20%, to: review } }
              stranger: { outlier: { rate: 10%, to: block } }
            """
        );
        var (above, below) = (Version(10, aboveIsShort: true), Version(10, aboveIsShort: false));
        var rows = Rows([9, 11, float.NaN, 11, 9], ["pass", "pass", "block", "review", "block"]);
        Decided([above, null, below], by: null).ShouldBe(["pass", "review", "review", "block", "block"]);
        Decided([above, null, below], by: [1, 1, 1, 1, 1]).ShouldBe(["pass", "pass", "block", "review", "block"], "the rule");
        Decided([above, null, below], by: [2, 0, 1, 2, 2]).ShouldBe(["review", "review", "block", "review", "review"]);

        var guarded = guards.Guard(rows, new RowDeciders([above], DecidedBy: null), [], Timestamp.End).Rows;
        Texts(guarded, RecordColumns.ChangedBy).ShouldBe([null, "guard/strange", "guard/strange", "guard/stranger", null]);
        Texts(guarded, RecordColumns.UnguardedDecision).ShouldBe([null, "pass", "block", "review", null]);
        RecordColumns.CountOutcomes(guarded).ShouldBe(3);
        var scores = (FloatArray)guarded.Column(guarded.ColumnCount - 1);
        guarded.Schema.FieldsList[^1].Name.ShouldBe(RecordColumns.Isolation);
        // 2 ** (-1 / c(4)), c(4) = 1.851656: set apart by the first split.
        scores.Select(s => s is { } score ? MathF.Round(score, 4) : -1).ShouldBe([-1, 0.6877f, 0.6877f, 0.6877f, -1]);
        guards.Guard(rows, Rule, [], Timestamp.End).Rows.ShouldBeSameAs(rows);

        string?[] Decided(ServedModel?[] models, byte[]? by) =>
            Texts(guards.Guard(rows, new RowDeciders(models, by), [], Timestamp.End).Rows, TableNames.Decision);

        // Nothing is scored here. Nine of ten held-out rows lie on the long side; a missing value is on the short one.
        static ServedModel Version(float split, bool aboveIsShort)
        {
            var node = aboveIsShort ? new IsolationNode(0, split, 1, 0, 0) : new IsolationNode(0, split, 0, 1, 0);
            var forest = new IsolationForest(1, 4, [IsolationNode.LeafOf(1), IsolationNode.LeafOf(4), node], [2]);
            var usual = aboveIsShort ? split - 1 : split + 1;
            var held = Enumerable.Repeat(usual, 9).ToArray();
            return new ServedModel(
                new ModelVersion("m", 1, ""),
                model: null!,
                facts: new VersionFacts(Isolation: IsolationReference.Of(forest, held))
            );
        }
    }

    static readonly RowDeciders Rule = new([null], DecidedBy: null);

    static RowGuards Guards(string guards) => RowGuards.Of(Topology($"guards:\n  {guards}"))!;

    static TopologyModel Topology(string guards) =>
        TopologyLoader.Parse(
            $$"""
            topology: guarded
            version: 1
            source:
              topic: in
              key: key
              id: id
              time: at
              fields: { id: string, at: timestamp, key: string, given: double }
            features: { x: given }
            score: { model: m, rule: "if(x >= 10, 1, 0)", decide: { block: score >= 0.5, review: "false", pass: otherwise } }
            {{guards}}
            """
        );

    static RecordBatch Rows(float[] x, string[] decisions, float[]? scores = null) =>
        new(
            new Schema(
                [
                    new Field(SystemColumns.EventTime, Int64Type.Default, nullable: false),
                    new Field(SystemColumns.Flags, UInt8Type.Default, nullable: false),
                    new Field("x", FloatType.Default, nullable: false),
                    new Field(TableNames.Score, FloatType.Default, nullable: false),
                    new Field(TableNames.Decision, StringType.Default, nullable: false),
                ],
                metadata: null
            ),
            [
                new Int64Array.Builder().AppendRange(x.Select((_, i) => i * 1_000_000L)).Build(),
                new UInt8Array.Builder().AppendRange(x.Select(_ => (byte)0)).Build(),
                new FloatArray.Builder().AppendRange(x).Build(),
                new FloatArray.Builder().AppendRange(scores ?? [.. x.Select(_ => 0.5f)]).Build(),
                new StringArray.Builder().AppendRange(decisions).Build(),
            ],
            x.Length
        );

    static string?[] Texts(RecordBatch rows, string column) => ScoringRows.Texts(Columns.Column(rows, column));
}
