using Streaming.Embedded.Kafka.Groups;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Tests.Server;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests.Groups;

public sealed class GroupCoordinatorTests : IDisposable
{
    static readonly TimeSpan Session = TimeSpan.FromSeconds(10);
    static readonly TimeSpan RebalanceTimeout = TimeSpan.FromSeconds(30);

    readonly ManualTime _time = new();
    readonly ScratchFolder _folder = new();
    readonly TestServices _services;

    public GroupCoordinatorTests() => _services = new TestServices(_folder.Path, _time);

    GroupCoordinator Groups => _services.All.Groups;

    public void Dispose()
    {
        _services.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task ANewMemberIsFirstToldItsId()
    {
        var first = await Groups.JoinAsync(Join(known: true));
        first.Error.ShouldBe(ErrorCode.MemberIdRequired);
        first.MemberId.ShouldStartWith("client-");
        var joined = await Groups.JoinAsync(Join(first.MemberId, known: true));
        joined.Error.ShouldBe(ErrorCode.None);
        joined.Leader.ShouldBe(joined.MemberId);
        joined.Generation.ShouldBe(1);
        joined.Members.ShouldNotBeNull().ShouldHaveSingleItem().MemberId.ShouldBe(joined.MemberId);
    }

    [Fact]
    public async Task AnIdThatNobodyJoinsWithLapses()
    {
        var announced = await Groups.JoinAsync(Join(known: true));
        _time.Advance(Session);
        Groups.Sweep();
        (await Groups.JoinAsync(Join(announced.MemberId, known: true))).Error.ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public async Task FollowersWaitForTheLeadersAssignment()
    {
        var (leader, follower) = await TwoAsync();
        var following = Groups.SyncAsync(Sync(follower));
        following.IsCompleted.ShouldBeFalse();
        var leading = await Groups.SyncAsync(Sync(leader, (leader.MemberId, [1]), (follower.MemberId, [2])));
        leading.Assignment.ShouldBe([1]);
        (await following).Assignment.ShouldBe([2]);
        Groups.Heartbeat("g", follower.MemberId, null, follower.Generation).ShouldBe(ErrorCode.None);
        Groups.Heartbeat("g", follower.MemberId, null, follower.Generation - 1).ShouldBe(ErrorCode.IllegalGeneration);
        Groups.Heartbeat("g", "stranger", null, follower.Generation).ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public async Task ASilentMemberIsDroppedAndTheOthersRebalance()
    {
        var (leader, follower) = await TwoAsync();
        await SyncBothAsync(leader, follower);
        _time.Advance(Session - TimeSpan.FromSeconds(1));
        Groups.Heartbeat("g", leader.MemberId, null, leader.Generation).ShouldBe(ErrorCode.None);
        _time.Advance(TimeSpan.FromSeconds(1));
        Groups.Sweep();
        Groups.Heartbeat("g", leader.MemberId, null, leader.Generation).ShouldBe(ErrorCode.RebalanceInProgress);
        var again = await Groups.JoinAsync(Join(leader.MemberId));
        again.Generation.ShouldBe(leader.Generation + 1);
        again.Members.ShouldNotBeNull().Count.ShouldBe(1);
    }

    [Fact]
    public async Task WhoDoesNotRejoinInTimeIsOut()
    {
        var (leader, follower) = await TwoAsync();
        await SyncBothAsync(leader, follower);
        var rejoining = Groups.JoinAsync(Join(leader.MemberId));
        for (var waited = TimeSpan.Zero; waited < RebalanceTimeout; waited += Session / 2)
        {
            rejoining.IsCompleted.ShouldBeFalse();
            Groups.Heartbeat("g", follower.MemberId, null, follower.Generation).ShouldBe(ErrorCode.RebalanceInProgress);
            _time.Advance(Session / 2);
            Groups.Sweep();
        }

        (await rejoining).Members.ShouldNotBeNull().Count.ShouldBe(1);
        Groups.Heartbeat("g", follower.MemberId, null, follower.Generation).ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public async Task AStaticMemberTakesItsOldPlaceAndItsFormerSelfIsFenced()
    {
        var first = await Groups.JoinAsync(Join(instance: "one"));
        await Groups.SyncAsync(Sync(first, (first.MemberId, [7])));
        var second = await Groups.JoinAsync(Join(instance: "one"));
        second.Generation.ShouldBe(first.Generation);
        second.MemberId.ShouldNotBe(first.MemberId);
        (await Groups.SyncAsync(Sync(second) with { InstanceId = "one" })).Assignment.ShouldBe([7]);
        Groups.Heartbeat("g", first.MemberId, "one", first.Generation).ShouldBe(ErrorCode.FencedInstanceId);
        Groups.Leave("g", "", "one").ShouldBe(ErrorCode.None);
        Groups.Find("g").ShouldNotBeNull().State.ShouldBe(GroupState.Empty);
    }

    [Fact]
    public async Task ACrashKeepsTheGenerationAndTheMembers()
    {
        var joined = await Groups.JoinAsync(Join());
        await Groups.SyncAsync(Sync(joined, (joined.MemberId, [5])));
        _services.Topic("t");
        var committer = new Committer(joined.MemberId, null, joined.Generation);
        _services.All.Offsets.Commit("g", committer, [Offset(11)]).ShouldBe([ErrorCode.None]);
        using var restarted = Restarted();
        restarted.All.Groups.Heartbeat("g", joined.MemberId, null, joined.Generation).ShouldBe(ErrorCode.None);
        (await restarted.All.Groups.SyncAsync(Sync(joined))).Assignment.ShouldBe([5]);
        restarted.All.Groups.Find("g").ShouldNotBeNull().Offsets.Committed[new TopicPartition("t", 0)].Offset.ShouldBe(11);
    }

    [Fact]
    public async Task AGenerationIsNeverGivenOutTwice()
    {
        var joined = await Groups.JoinAsync(Join());
        using var restarted = Restarted();
        restarted.All.Groups.Heartbeat("g", joined.MemberId, null, joined.Generation).ShouldBe(ErrorCode.RebalanceInProgress);
        (await restarted.All.Groups.JoinAsync(Join(joined.MemberId))).Generation.ShouldBe(joined.Generation + 1);
    }

    [Fact]
    public async Task OnlyTheCurrentGenerationCommits()
    {
        _services.Topic("t");
        var joined = await Groups.JoinAsync(Join());
        ErrorCode Commit(string member, int generation) =>
            _services.All.Offsets.Commit("g", new Committer(member, null, generation), [Offset(1)])[0];
        Commit(joined.MemberId, joined.Generation).ShouldBe(ErrorCode.RebalanceInProgress);
        await Groups.SyncAsync(Sync(joined));
        Commit(joined.MemberId, joined.Generation).ShouldBe(ErrorCode.None);
        Commit(joined.MemberId, joined.Generation - 1).ShouldBe(ErrorCode.IllegalGeneration);
        Commit("stranger", joined.Generation).ShouldBe(ErrorCode.UnknownMemberId);
        Commit("", -1).ShouldBe(ErrorCode.UnknownMemberId);
        _services.All.Offsets.Commit("other", new Committer("m", null, 3), [Offset(1)])[0].ShouldBe(ErrorCode.IllegalGeneration);
        _services
            .All.Offsets.Commit("other", new Committer("", null, -1), [Offset(1) with { Metadata = new string('x', 5000) }])[0]
            .ShouldBe(ErrorCode.OffsetMetadataTooLarge);
    }

    [Fact]
    public void OffsetsOfAGroupWithoutMembersExpire()
    {
        _services.Topic("t");
        _services.All.Offsets.Commit("g", new Committer("", null, -1), [Offset(1)]);
        _time.Advance(_services.All.Options.OffsetsRetention);
        Groups.Sweep();
        Groups.Find("g").ShouldNotBeNull();
        _time.Advance(TimeSpan.FromSeconds(1));
        Groups.Sweep();
        Groups.Find("g").ShouldBeNull();
    }

    async Task<(JoinResult Leader, JoinResult Follower)> TwoAsync()
    {
        var first = await Groups.JoinAsync(Join());
        var second = Groups.JoinAsync(Join());
        second.IsCompleted.ShouldBeFalse();
        var leader = await Groups.JoinAsync(Join(first.MemberId));
        return (leader, await second);
    }

    async Task SyncBothAsync(JoinResult leader, JoinResult follower)
    {
        await Groups.SyncAsync(Sync(leader));
        (await Groups.SyncAsync(Sync(follower))).Error.ShouldBe(ErrorCode.None);
    }

    TestServices Restarted()
    {
        _services.Dispose();
        return new TestServices(_folder.Path, _time);
    }

    static JoinRequest Join(string member = "", string? instance = null, bool known = false) =>
        new("g", member, instance, "client", "/127.0.0.1", "consumer", [new OfferedProtocol("range", [0])], Session, RebalanceTimeout)
        {
            RequiresKnownMemberId = known,
            SupportsSkippingAssignment = true,
        };

    static SyncRequest Sync(JoinResult joined, params (string Member, byte[] Assignment)[] assignments) =>
        new(
            "g",
            joined.MemberId,
            null,
            joined.Generation,
            "consumer",
            "range",
            assignments.ToDictionary(pair => pair.Member, pair => pair.Assignment)
        );

    static OffsetToCommit Offset(long offset) => new(new TopicPartition("t", 0), offset, -1, null);
}
