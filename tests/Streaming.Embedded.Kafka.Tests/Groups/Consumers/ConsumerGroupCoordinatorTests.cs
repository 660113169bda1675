using Streaming.Embedded.Kafka.Groups;
using Streaming.Embedded.Kafka.Groups.Consumers;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Tests.Server;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests.Groups.Consumers;

public sealed class ConsumerGroupCoordinatorTests : IDisposable
{
    readonly ManualTime _time = new();
    readonly ScratchFolder _folder = new();
    TestServices _services;

    public ConsumerGroupCoordinatorTests()
    {
        _services = new TestServices(_folder.Path, _time);
        _services.Topic("t", 4);
    }

    public void Dispose()
    {
        _services.Dispose();
        _folder.Dispose();
    }

    ConsumerGroup Group => _services.All.Groups.Find("g").ShouldNotBeNull().Consumers.ShouldNotBeNull();

    [Fact]
    public void A_restart_keeps_members_and_epochs()
    {
        Beat(Join("one", "i"));
        Beat(Join("two") with { Names = null, Regex = "t.*" });
        var half = Beat(Full("one", 1) with { InstanceId = "i", Owned = Everything }).Assignment.ShouldNotBeNull();
        var before = Group;
        Restart();
        Group.Topics.ShouldBe(before.Topics);
        Group.FindInstance("i").ShouldNotBeNull().Id.ShouldBe("one");
        Group.Members.Count.ShouldBe(before.Members.Count);
        foreach (var member in before.Members.Values)
        {
            var read = Group.Find(member.Id).ShouldNotBeNull();
            read.Names.ShouldBe(member.Names);
            read.Matched.ShouldBe(member.Matched);
            // The rest is compared by value.
            (read with { Names = member.Names, Matched = member.Matched }).ShouldBe(member);
        }

        (Group.Epoch, Group.StateName).ShouldBe((before.Epoch, "Reconciling"));
        // The one goes on from where it was, and then the other gets what it has given up.
        Beat(Full("one", 1) with { InstanceId = "i", Owned = half }).MemberEpoch.ShouldBe(before.Epoch);
        Beat(new ConsumerHeartbeat("g", "two", before.Epoch)).Assignment.ShouldNotBeNull().Count.ShouldBe(2);
        Beat(Join("three")).MemberEpoch.ShouldBeGreaterThan(before.Epoch);
    }

    [Fact]
    public void After_a_restart_everybody_has_a_whole_session()
    {
        Beat(Join("one"));
        _time.Advance(Session - TimeSpan.FromSeconds(1));
        Restart();
        _services.All.ConsumerGroups.Sweep();
        _time.Advance(Session - TimeSpan.FromSeconds(1));
        _services.All.ConsumerGroups.Sweep();
        Group.Members.Count.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        _services.All.ConsumerGroups.Sweep();
        Group.Members.ShouldBeEmpty();
    }

    [Fact]
    public void A_silent_member_is_out_and_its_partitions_go_to_the_others()
    {
        Beat(Join("one"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Beat(Join("two"));
        _time.Advance(Session - TimeSpan.FromSeconds(1));
        _services.All.ConsumerGroups.Sweep();
        Group.Members.Keys.ShouldBe(["two"]);
        Beat(new ConsumerHeartbeat("g", "two", 2)).Assignment.ShouldNotBeNull().Count.ShouldBe(4);
        Beat(new ConsumerHeartbeat("g", "one", 1)).Error.ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public void The_time_to_give_up_partitions_runs_from_when_that_was_asked()
    {
        Beat(Join("one") with { RebalanceTimeoutMs = 10_000 });
        Beat(Join("two"));
        for (var second = 0; second < 10; second++)
        {
            Beat(new ConsumerHeartbeat("g", "one", 1)).Error.ShouldBe(ErrorCode.None);
            _time.Advance(TimeSpan.FromSeconds(1));
            _services.All.ConsumerGroups.Sweep();
        }

        Group.Members.Keys.ShouldBe(["two"]);
    }

    [Fact]
    public void A_group_without_members_goes_with_its_offsets()
    {
        Beat(Join("one"));
        Beat(new ConsumerHeartbeat("g", "one", -1)).Error.ShouldBe(ErrorCode.None);
        _time.Advance(_services.All.Options.OffsetsRetention);
        _services.All.Groups.Sweep();
        Group.Members.ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(1));
        _services.All.Groups.Sweep();
        _services.All.Groups.Find("g").ShouldBeNull();
        Restart();
        _services.All.Groups.Find("g").ShouldBeNull();
    }

    [Fact]
    public void A_heartbeat_with_nothing_new_writes_nothing()
    {
        Beat(Join("one") with { Regex = "t.*" });
        var file = new FileInfo(Path.Combine(_folder.Path, "state.log"));
        var length = file.Length;
        for (var i = 0; i < 10; i++)
            Beat(new ConsumerHeartbeat("g", "one", 1)).Assignment.ShouldBeNull();
        file.Refresh();
        file.Length.ShouldBe(length);
    }

    [Fact]
    public async Task A_group_that_changes_its_protocol_does_not_go_back()
    {
        Beat(Join("one"));
        var classic = new JoinRequest(
            "g",
            "",
            null,
            "c",
            "h",
            "consumer",
            [new OfferedProtocol("range", [])],
            TimeSpan.FromSeconds(10),
            TimeSpan.FromSeconds(10)
        )
        {
            RequiresKnownMemberId = false,
            SupportsSkippingAssignment = false,
        };
        (await _services.All.Groups.JoinAsync(classic)).Error.ShouldBe(ErrorCode.InconsistentGroupProtocol);
        Beat(new ConsumerHeartbeat("g", "one", -1));
        var epoch = Group.Epoch;
        var joined = await _services.All.Groups.JoinAsync(classic);
        joined.Generation.ShouldBeGreaterThan(epoch);
        Beat(Join("one")).Error.ShouldBe(ErrorCode.GroupIdNotFound, "it has members");
        Restart();
        _services.All.Groups.Find("g").ShouldNotBeNull().Consumers.ShouldBeNull();
        _services.All.Groups.Leave("g", joined.MemberId, null).ShouldBe(ErrorCode.None);
        Beat(Join("one")).MemberEpoch.ShouldBeGreaterThan(joined.Generation);
        Restart();
        Group.Members.Count.ShouldBe(1);
    }

    static TimeSpan Session => new KafkaOptions().ConsumerGroupSessionTimeout;

    PartitionSet Everything =>
        PartitionSet.Of(Enumerable.Range(0, 4).Select(i => new TopicIdPartition(_services.All.Topics.Find("t")!.Id, i)));

    static ConsumerHeartbeat Join(string member, string? instance = null) => Full(member, 0) with { InstanceId = instance };

    static ConsumerHeartbeat Full(string member, int epoch) =>
        new("g", member, epoch)
        {
            RebalanceTimeoutMs = 60_000,
            Names = ["t"],
            Owned = PartitionSet.Empty,
        };

    HeartbeatReply Beat(ConsumerHeartbeat request) => _services.All.ConsumerGroups.Heartbeat(request, version: 1, _ => true);

    void Restart()
    {
        _services.Dispose();
        _services = new TestServices(_folder.Path, _time);
    }
}
