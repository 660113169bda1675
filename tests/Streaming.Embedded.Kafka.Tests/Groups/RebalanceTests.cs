using Streaming.Embedded.Kafka.Groups;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Tests.Server;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests.Groups;

/// <summary>Steps that the disk has no room for: nobody may be left waiting once it has room again.</summary>
public sealed class RebalanceTests : IDisposable
{
    readonly ScratchFolder _folder = new();
    readonly TestServices _services;
    readonly Rebalance _rebalance;
    readonly Group _group = new("g");
    readonly Member _leader;
    readonly Member _follower;
    bool _full = true;

    public RebalanceTests()
    {
        var time = new ManualTime();
        _services = new TestServices(_folder.Path, time);
        _rebalance = new Rebalance(_services.All.Options with { GroupInitialRebalanceDelay = TimeSpan.Zero }, _services.All.Clock, _ =>
        {
            if (_full)
                throw new IOException("No space left on device");
        });
        (_leader, _follower) = (Add("leader"), Add("follower"));
    }

    public void Dispose()
    {
        _services.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task AGenerationThatCannotBeSavedComesWithTheNextSweep()
    {
        Task<JoinResult>[] joins = [_leader.AwaitJoin(), _follower.AwaitJoin()];
        Should.Throw<IOException>(() => _rebalance.Begin(_group));
        Should.Throw<IOException>(() => _rebalance.Sweep(_group));
        joins.ShouldAllBe(join => !join.IsCompleted);
        (_group.State, _group.Generation).ShouldBe((GroupState.PreparingRebalance, 0));

        _full = false;
        _rebalance.Sweep(_group);
        joins.ShouldAllBe(join => join.IsCompleted);
        foreach (var join in joins)
            (await join).Generation.ShouldBe(1, "nobody had heard of the one before");
    }

    [Fact]
    public async Task AnAssignmentThatCannotBeSavedIsAskedForAgain()
    {
        _full = false;
        _ = (_leader.AwaitJoin(), _follower.AwaitJoin());
        _rebalance.Begin(_group);
        Task<SyncResult>[] syncs = [_leader.AwaitSync(), _follower.AwaitSync()];
        _full = true;
        Should.Throw<IOException>(() => _rebalance.Assign(_group, new Dictionary<string, byte[]> { ["leader"] = [1], ["follower"] = [2] }));
        syncs.ShouldAllBe(sync => sync.IsCompleted);
        foreach (var sync in syncs)
            (await sync).Error.ShouldBe(ErrorCode.RebalanceInProgress);
        _group.State.ShouldBe(GroupState.PreparingRebalance);
    }

    [Fact]
    public void AGroupThatTheLastMemberLeftIsEmptyOnceThatCanBeSaved()
    {
        _group.Remove(_leader, ErrorCode.UnknownMemberId);
        _group.Remove(_follower, ErrorCode.UnknownMemberId);
        Should.Throw<IOException>(() => _rebalance.Begin(_group));
        _full = false;
        _rebalance.Sweep(_group);
        _group.State.ShouldBe(GroupState.Empty);
    }

    Member Add(string id) =>
        _group.Add(
            id,
            new JoinRequest(
                "g",
                id,
                null,
                "client",
                "/127.0.0.1",
                "consumer",
                [new OfferedProtocol("range", [])],
                TimeSpan.FromSeconds(10),
                TimeSpan.FromSeconds(300)
            )
            {
                RequiresKnownMemberId = false,
                SupportsSkippingAssignment = false,
            },
            TimeSpan.Zero
        );
}
