using System.Text;
using Streaming.Events.Rows;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Format;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Stages;
using Streaming.Pipeline.Tests.Scoring;
using Streaming.Pipeline.Tests.Stages;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Tests.Control;

/// <summary>Commands to a stage of one input, whose orders wait for what may be older.</summary>
public sealed class ControlTests
{
    readonly StageProcessor _stage = Orders.Stage();

    /// <summary>Fails where a command waits for an order, or for event time: what is to stop a model would come when it has done its
    /// harm.</summary>
    [Fact]
    public void A_command_waits_for_nobody()
    {
        _stage.Accept(Orders.Published(1));
        _stage.Take().ShouldBeNull("the order waits");
        _stage.Accept(Orders.Commands(0, Orders.Command("c1", "fallback")));

        var step = _stage.Take()!;
        step.Recorded.Rows.ShouldBeNull();
        var recorded = step.Recorded.Tables.Single(t => t.Name == TableNames.Control).Batch;
        ScoringRows.Texts(recorded.Column(ControlCommands.Author)).ShouldBe(["ann"]);
        ScoringRows.Texts(recorded.Column(ControlCommands.Because)).ShouldBe(["it drifts"]);
        ControlState.Of(step.Recorded.Header).ShouldBe(new ControlState("c1", FallsBack: true, step.Lineage.Version));
        Position(step.Recorded.Header).NextOffset.ShouldBe(1);
        _stage.Take().ShouldBeNull("nothing is left to say");
    }

    /// <summary>Fails where a command that came before a batch takes effect after it, or is forgotten by the next one.</summary>
    [Fact]
    public void What_was_said_last_stands_until_something_else_is_said()
    {
        _stage.Accept(Orders.Commands(0, Orders.Command("c1", "fallback")));
        _stage.Accept(Orders.Complete(1));
        var first = _stage.Take()!;
        first.Recorded.Rows!.Length.ShouldBe(1);
        _stage.Accept(Orders.Complete(2));
        var second = _stage.Take()!;
        foreach (var step in new[] { first, second })
            ControlState.Of(step.Recorded.Header).ShouldBe(new ControlState("c1", FallsBack: true, first.Lineage.Version));
        second.Recorded.Tables.ShouldNotContain(t => t.Name == TableNames.Control);

        _stage.Accept(Orders.Commands(1, Orders.Command("c2", "resume"), Orders.Command("c3", "fallback"), Orders.Command("c4", "resume")));
        _stage.Accept(Orders.Complete(3));
        var third = _stage.Take()!;
        ControlState.Of(third.Recorded.Header).ShouldBe(new ControlState("c4", FallsBack: false, third.Lineage.Version));
        Position(third.Recorded.Header).NextOffset.ShouldBe(4);
    }

    /// <summary>Fails where what is no command stops the stage, gets lost, or does something.</summary>
    [Theory]
    [InlineData("not json", "malformed-json")]
    [InlineData("""{"id":"x","kind":"explode","at":"2026-03-02T12:00:00Z","author":"ann"}""", "not-allowed")]
    [InlineData("""{"id":"x","kind":"fallback","at":"2026-03-02T12:00:00Z"}""", "missing-field")]
    [InlineData("""{"id":"x y","kind":"fallback","at":"2026-03-02T12:00:00Z","author":"ann"}""", "pattern-mismatch")]
    [InlineData("""{"id":"x","kind":"override","at":"2026-03-02T12:00:00Z","author":"ann","event_id":"1"}""", "rule-violated")]
    [InlineData(
        """{"id":"x","kind":"override","at":"2026-03-02T12:00:00Z","author":"ann","event_id":"1","decision":"perhaps"}""",
        "not-allowed"
    )]
    public void What_is_no_command_is_put_aside_with_its_reason(string record, string reason)
    {
        _stage.Accept(Orders.Commands(0, record));
        var step = _stage.Take()!;
        ScoringRows.Texts(step.Recorded.Rejected!.Column(RejectedColumns.Reason)).ShouldBe([reason]);
        step.Outputs.Single().Topic.ShouldBe("orders.quarantine");
        ControlState.Of(step.Recorded.Header).ShouldBe(ControlState.None);
        Position(step.Recorded.Header).NextOffset.ShouldBe(1);
    }

    /// <summary>
    /// Fails where what a person decided does not go out as the contract says, is counted among what decides who scores, or goes out as
    /// something else when it is emitted once more from lineage.
    /// </summary>
    [Fact]
    public void An_override_goes_out_as_the_prediction_that_stands()
    {
        _stage.Accept(Orders.Commands(0, Orders.Command("c1", "fallback")));
        _stage.Accept(Orders.Complete(1));
        var first = _stage.Take()!;
        _stage.Accept(
            Orders.Commands(
                1,
                """{"id":"o1","kind":"override","at":"2026-03-02T13:00:00.000001Z","author":"ann \"a\"","because":"he called","record":"orders/score/0/1/0","event_id":"1","key":"c\"1","event_time":"2026-03-02T12:00:01Z","score":0.10000000149011612,"scored_by":"orders/3","overruled":"look","decision":"pass"}""",
                """{"id":"o2","kind":"override","at":"2026-03-02T13:00:01Z","author":"ann","record":"orders/score/0/1/0","event_id":"1","key":"c","event_time":"2026-03-02T12:00:01Z","scored_by":"rule","overruled":"pass","decision":"look"}"""
            )
        );
        var step = _stage.Take()!;

        ControlState.Of(step.Recorded.Header).ShouldBe(new ControlState("c1", FallsBack: true, first.Lineage.Version));
        var stream = step.Lineage.Stream;
        step.Outputs.Select(o => Encoding.UTF8.GetString(o.Message.Value!))
            .ShouldBe([
                $$$"""{"schema":1,"topology":"orders","topology_version":1,"event_id":"1","key":"c\"1","event_time":"2026-03-02T12:00:01Z","score":0.1,"decision":"pass","model":{"name":"orders","version":3},"lineage_id":"{{{stream}}}/2/0","override":{"of":"orders/score/0/1/0","overruled":"look","author":"ann \"a\"","because":"he called","at":"2026-03-02T13:00:00.000001Z"}}""",
                $$$"""{"schema":1,"topology":"orders","topology_version":1,"event_id":"1","key":"c","event_time":"2026-03-02T12:00:01Z","score":null,"decision":"look","model":{"rule":true},"lineage_id":"{{{stream}}}/2/1","override":{"of":"orders/score/0/1/0","overruled":"pass","author":"ann","at":"2026-03-02T13:00:01Z"}}""",
            ]);
        step.Outputs.Select(o => Encoding.UTF8.GetString(o.Message.Key!)).ShouldBe(["c\"1", "c"]);
        step.Outputs[0]
            .Message.Headers.Select(h => $"{h.Key}={Encoding.UTF8.GetString(h.GetValueBytes())}")
            .ShouldBe(["event-id=1", $"lineage-id={stream}/2/0", "model-version=orders/3", "source=orders.control/0/1", "override=o1"]);

        var stored = StoredEvent.Open(stream, step.Lineage.Version, step.Lineage.Stored);
        new OutputProjection(Orders.Plan, Orders.Plan.Final, Orders.Layout)
            .Project(OutputSource.Of(stored))
            .Select(o => Convert.ToHexString(o.Message.Value!))
            .ShouldBe(step.Outputs.Select(o => Convert.ToHexString(o.Message.Value!)));
    }

    /// <summary>Fails where a stage that has no rule would be told to score by it: it could not go on.</summary>
    [Fact]
    public void A_topology_without_a_rule_takes_no_fallback()
    {
        ControlCommands.CanFallBack(Orders.Topology).ShouldBeTrue();
        var modelOnly = Orders.Topology with { Score = Orders.Topology.Score with { Rule = null } };
        ControlCommands.CanFallBack(modelOnly).ShouldBeFalse();
        ControlCommands.Fields(modelOnly).Single(f => f.Name == ControlCommands.Kind).Values.ShouldBe(["resume", "override"]);
    }

    /// <summary>Fails where the memory is a stranger's to fill.</summary>
    [Fact]
    public void Reading_commands_pauses_while_too_many_wait()
    {
        _stage.Accept(Orders.Complete(1));
        _stage.Features.Take().ShouldNotBeNull();
        _stage.Accept(Orders.Complete(2));
        _stage.Features.Take().ShouldNotBeNull("nothing is committed, and two are under way");
        var gauge = _stage.Parts.Inputs[1].Gauge;
        var offset = 0;
        for (; offset < 100_000 && !gauge.Ahead; offset++)
        {
            _stage.Accept(Orders.Commands(offset, "x"));
            _stage.Features.Gauge();
        }

        gauge.Ahead.ShouldBeTrue();
        _stage.Features.Committed();
        _stage.Features.Committed();
        _stage.Features.Take()!.Merged.Rejected!.Length.ShouldBe(offset);
        _stage.Features.Gauge();
        gauge.Ahead.ShouldBeFalse();
    }

    static InputPosition Position(BatchHeader header) => header.Positions.Single(p => p.Topic == "orders.control");
}
