using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Rescaling;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Tests.Rescaling;

/// <summary>From two partitions to three.</summary>
public sealed class RescalePlanTests
{
    static readonly PipelinePlan Plan = PlanCompiler.Compile(
        TopologyLoader.Parse(
            """
            topology: small
            version: 1
            source:
              topic: readings
              key: machine
              id: id
              time: at
              fields: { id: string, at: timestamp, machine: string, place: string, heat: double }
            features:
              heat: heat
              mean: { mean: heat, per: machine, over: 1h }
              around: { mean: heat, per: place, over: 1h }
            score: { rule: heat / 100, decide: { hot: score > 0.9, fine: otherwise } }
            """
        )
    );

    static readonly TopicLayout Before = Layout(2);
    static readonly TopicLayout After = Layout(3);

    /// <summary>Fails where a partition is forgotten, or where its stream is not gone on with but begun anew.</summary>
    [Fact]
    public void Every_partition_to_come_gets_a_marker_behind_what_it_has()
    {
        var markers = RescaleOf(Tail(0, version: 7), Tail(1, version: 4)).Markers(Plan.Entry).ToList();
        markers.Select(m => (m.Stream.Partition, m.Version)).ShouldBe([(0, 8), (1, 5), (2, 1)]);
        foreach (var marker in markers)
        {
            var said = marker.Tail.Header!.Rescale!;
            (said.From, said.To).ShouldBe((2, 3));
            said.Versions.ShouldBe([7, 4]);
            marker.Tail.Header!.RescaledAt.ShouldBe(marker.Version);
            marker.Tail.Header!.Partitioner.ShouldBe(PartitionerKind.Murmur2);
        }
    }

    /// <summary>Fails where a rescale that was broken off marks a stream twice: what it held before would be taken from its own
    /// marker.</summary>
    [Fact]
    public void One_that_was_broken_off_goes_on_where_it_was()
    {
        var (first, second) = (Tail(0, version: 7), Tail(1, version: 4));
        var begun = RescaleOf(first, second).Markers(Plan.Entry).First().Tail;
        var again = RescaleOf(begun, second);
        again.IsMarked(Plan.Entry, 0).ShouldBeTrue();
        var markers = again.Markers(Plan.Entry).ToList();
        markers.Select(m => m.Stream.Partition).ShouldBe([1, 2]);
        markers[0].Tail.Header!.Rescale!.Versions.ShouldBe([7, 4]);
    }

    /// <summary>Fails where a key comes into a partition whose clock is ahead of where it was: its next rows would be late.</summary>
    [Fact]
    public void Watermarks_go_back_to_the_slowest()
    {
        foreach (var marker in RescaleOf(Tail(0, clock: 900), Tail(1, clock: 400)).Markers(Plan.Entry))
        {
            marker.Tail.Header!.Watermark.ShouldBe(new Timestamp(400));
            marker.Tail.Header!.Positions.ShouldAllBe(p => p.LastTime == new Timestamp(400));
        }
    }

    /// <summary>Fails where what has been read is read again, or what is new is begun in its middle.</summary>
    [Fact]
    public void What_is_there_goes_on_and_what_is_new_is_read_from_its_start()
    {
        var markers = RescaleOf(Tail(0, next: 50, watermark: 800), Tail(1, next: 60, watermark: 300)).Markers(Plan.Entry).ToList();
        markers
            .Select(m => m.Tail.Header!.Positions.Single())
            .Select(p => (p.Partition, p.NextOffset, p.Watermark))
            .ShouldBe([(0, 50, new Timestamp(800)), (1, 60, new Timestamp(300)), (2, 0, new Timestamp(300))]);
        // The later stage has a channel more than before.
        RescaleOf(Tail(0), Tail(1))
            .Markers(Plan.Final)
            .First()
            .Tail.Header!.Positions.Select(p => (p.Topic, p.NextOffset))
            .ShouldBe([
                ("small.by-place.events.0", 0),
                ("small.by-place.events.1", 0),
                ("small.by-place.events.2", 0),
                ("small.control", 0),
            ]);
    }

    /// <summary>Fails where a partition that is new scores by a model that a person has stopped.</summary>
    [Fact]
    public void What_commands_have_decided_holds_for_new_partitions_too()
    {
        var control = new ControlState("c1", FallsBack: true, 2);
        var tails = new[]
        {
            Tail(0, stage: Plan.Final, control: control),
            Tail(1, stage: Plan.Final, control: control with { Version = 3 }),
        };
        RescaleOf(tails)
            .Markers(Plan.Final)
            .Select(m => ControlState.Of(m.Tail.Header))
            .ShouldBe([control, control with { Version = 3 }, control with { Version = 1 }]);
    }

    /// <summary>Fails where the keys that tripped a guard are let through in the partition that they come to.</summary>
    [Fact]
    public void A_tripped_guard_is_tripped_everywhere_until_the_last_of_its_times_is_over_and_counting_begins_anew()
    {
        var (early, late) = (Trip(200), Trip(900));
        var counted = new GuardState("calm")
        {
            Decision = "hot",
            Clock = new Timestamp(90),
            Panes = [new GuardPane(9, 1, 1)],
        };
        var tails = new[]
        {
            Tail(0, stage: Plan.Final, guards: [counted with { Guard = "burst", Trip = late }, counted]),
            Tail(1, stage: Plan.Final, guards: [counted with { Guard = "burst", Trip = early }]),
        };
        foreach (var marker in RescaleOf(tails).Markers(Plan.Final))
        {
            var guard = marker.Tail.Header!.Guards.ShouldHaveSingleItem();
            (guard.Guard, guard.Decision, guard.Trip).ShouldBe(("burst", "hot", late));
            (guard.Clock, guard.Panes.Count).ShouldBe((Timestamp.Beginning, 0));
        }

        static GuardTrip Trip(long until) => new(new Timestamp(50), new Timestamp(until), 4, 9);
    }

    /// <summary>Fails where state is divided by a guess: keys would have none where they go, and it would lie where they never
    /// come.</summary>
    [Fact]
    public void A_partitioner_that_nobody_knows_has_to_be_said()
    {
        var (first, second) = (Tail(0, partitioner: null), Tail(1, partitioner: null));
        Should.Throw<StreamingException>(() => RescaleOf(first, second).Partitioner(Plan.Entry)).Cure.ShouldBe(Cure.NamePartitioner);
        RescaleOf([first, second], PartitionerKind.Crc32).Partitioner(Plan.Entry).ShouldBe(PartitionerKind.Crc32);
    }

    /// <summary>Fails where one word stands against what was found.</summary>
    [Fact]
    public void What_was_recognised_is_not_overruled()
    {
        var found = new[] { Tail(0), Tail(1) };
        Should
            .Throw<StreamingException>(() => RescaleOf(found, PartitionerKind.Crc32).Partitioner(Plan.Entry))
            .Message.ShouldContain("recognised to follow murmur2, not crc32");
        RescaleOf(found, PartitionerKind.Murmur2).Partitioner(Plan.Entry).ShouldBe(PartitionerKind.Murmur2);
        Should
            .Throw<StreamingException>(() => RescaleOf(Tail(0), Tail(1, partitioner: PartitionerKind.Crc32)).Partitioner(Plan.Entry))
            .Message.ShouldContain("follow different partitioners");
    }

    static TopicLayout Layout(int partitions) => new(Plan, Plan.Stages.ToDictionary(s => s.Name, _ => partitions, StringComparer.Ordinal));

    static RescalePlan RescaleOf(params LineageTail[] tails) => RescaleOf(tails, declared: null);

    static RescalePlan RescaleOf(LineageTail[] tails, PartitionerKind? declared) =>
        new(Plan, Before, After, tails.ToDictionary(t => t.Stream), now: new Timestamp(1000), declared);

    static LineageTail Tail(
        int partition,
        long version = 3,
        long clock = 100,
        long next = 10,
        long watermark = 100,
        PartitionerKind? partitioner = PartitionerKind.Murmur2,
        StagePlan? stage = null,
        ControlState? control = null,
        GuardState[]? guards = null
    ) =>
        new(
            new StreamKey("small", (stage ?? Plan.Entry).Name, partition),
            version,
            new byte[32],
            new BatchHeader
            {
                Positions = [new InputPosition("readings", partition, next, 0, new Timestamp(watermark), new Timestamp(clock))],
                Watermark = new Timestamp(clock),
                Partitioner = partitioner,
                Control = control ?? ControlState.None,
                Guards = guards ?? [],
            }
        );
}
