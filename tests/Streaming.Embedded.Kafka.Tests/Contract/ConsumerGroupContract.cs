using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Tests.Setup;
using ErrorCode = Streaming.Embedded.Kafka.Protocol.ErrorCode;

namespace Streaming.Embedded.Kafka.Tests.Contract;

/// <summary>Groups that the broker assigns (KIP-848), word by word.</summary>
public abstract class ConsumerGroupContract(IKafkaTarget target) : KafkaContract(target), IDisposable
{
    readonly string _group = Unique("group");
    RawClient? _connected;
    string _topic = "";
    Guid _topicId;

    RawClient Raw => _connected.ShouldNotBeNull();

    RawGroup Asked => new(Raw, _group, _topic);

    [Fact]
    public async Task WhoIsAloneHasEverything()
    {
        await BeginAsync();
        var member = Member();
        var joined = await member.JoinAsync();
        joined.MemberId.ShouldBe(member.Id);
        await member.SettleAsync(4);
        member.Epoch.ShouldBeGreaterThan(0);
        var next = await member.BeatAsync();
        (next.Error, next.Epoch, next.Assignment).ShouldBe((ErrorCode.None, member.Epoch, null));
    }

    [Fact]
    public async Task WhatOneGivesUpTheOtherGets()
    {
        await BeginAsync();
        var (first, second) = (Member(), Member());
        await first.JoinAsync();
        await first.SettleAsync(4);
        var alone = first.Epoch;
        await second.JoinAsync();
        // Apache Kafka assigns a second later; and nothing is free before the first one says that it has given it up.
        await Eventually.TrueAsync(async () => (await first.BeatAsync()).Assignment?.Count == 2, "it is to give up two");
        first.Epoch.ShouldBe(alone, "it still has something to give up");
        await second.GoOnAsync();
        second.Owned.ShouldBeEmpty();
        await first.GoOnAsync();
        await second.SettleAsync(2);
        first.Epoch.ShouldBe(second.Epoch);
        first.Owned.Union(second.Owned).Order().ShouldBe([0, 1, 2, 3]);

        (await second.LeaveAsync()).Epoch.ShouldBe(-1);
        await first.SettleAsync(4);
        first.Epoch.ShouldBeGreaterThan(second.Epoch);
    }

    [Fact]
    public async Task WhoGivesUpTooLateIsOut()
    {
        await BeginAsync();
        var slow = Member(rebalanceTimeoutMs: 100);
        var other = Member();
        await slow.JoinAsync();
        await slow.SettleAsync(4);
        await other.JoinAsync();
        await Eventually.TrueAsync(async () => (await slow.BeatAsync()).Assignment?.Count == 2, "it is to give up two");
        await other.SettleAsync(4);
        (await slow.BeatAsync()).Error.ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public async Task OnlyTheEpochThatAMemberHasCounts()
    {
        await BeginAsync();
        var member = Member();
        (await member.BeatAsync(1)).Error.ShouldBe(ErrorCode.GroupIdNotFound);
        await member.JoinAsync();
        await member.SettleAsync(4);
        (await member.BeatAsync(member.Epoch + 1)).Error.ShouldBe(ErrorCode.FencedMemberEpoch);
        (await Member().BeatAsync(1)).Error.ShouldBe(ErrorCode.UnknownMemberId);
        (await Member().LeaveAsync()).Error.ShouldBe(ErrorCode.UnknownMemberId);
        // The answer may have been lost: the member says the epoch before, and what it has.
        var other = Member();
        await other.JoinAsync();
        var before = member.Epoch;
        await Eventually.TrueAsync(async () => (await member.GoOnAsync()).Epoch > before, "it has given up what the other is to have");
        (await member.GoOnAsync(before)).Error.ShouldBe(ErrorCode.None);
        (await member.BeatAsync(before + 100)).Error.ShouldBe(ErrorCode.FencedMemberEpoch);
    }

    [Fact]
    public async Task WhoJoinsAgainGetsWhatItHad()
    {
        await BeginAsync();
        var (member, other) = (Member(), Member("one"));
        await member.JoinAsync();
        await member.SettleAsync(4);
        await other.JoinAsync();
        await member.SettleAsync(2);
        await other.SettleAsync(2);
        var (epoch, owned) = (member.Epoch, member.Owned);
        var again = await member.JoinAsync();
        (again.Error, again.Epoch).ShouldBe((ErrorCode.None, epoch));
        again.Assignment.ShouldBe(owned);
        (await other.BeatAsync()).Error.ShouldBe(ErrorCode.None);
        (await other.JoinAsync()).Error.ShouldBe(ErrorCode.UnreleasedInstanceId);
    }

    [Fact]
    public async Task AStaticMemberComesBackToItsPlace()
    {
        await BeginAsync();
        var first = Member("one");
        await first.JoinAsync();
        await first.SettleAsync(4);
        var epoch = first.Epoch;
        var second = Member("one");
        (await second.JoinAsync()).Error.ShouldBe(ErrorCode.UnreleasedInstanceId);
        (await second.BeatAsync(epoch)).Error.ShouldBe(ErrorCode.FencedInstanceId);
        (await second.LeaveAsync(-2)).Error.ShouldBe(ErrorCode.FencedInstanceId);
        (await first.LeaveAsync(-2)).Epoch.ShouldBe(-2);
        var back = await second.JoinAsync();
        (back.Error, back.Epoch).ShouldBe((ErrorCode.None, epoch));
        back.Assignment.ShouldBe([0, 1, 2, 3]);
        (await first.BeatAsync(epoch)).Error.ShouldBe(ErrorCode.FencedInstanceId);
        (await second.LeaveAsync()).Error.ShouldBe(ErrorCode.None);
        (await second.LeaveAsync()).Error.ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public async Task AnOperatorTakesMembersOut()
    {
        await BeginAsync();
        var member = Member("one");
        await member.JoinAsync();
        var other = Member();
        await other.JoinAsync();
        (await Asked.LeaveClassicAsync("", "two")).ShouldBe(ErrorCode.UnknownMemberId);
        (await Asked.LeaveClassicAsync("stranger", "one")).ShouldBe(ErrorCode.FencedInstanceId);
        (await Asked.LeaveClassicAsync("stranger", null)).ShouldBe(ErrorCode.UnknownMemberId);
        (await Asked.LeaveClassicAsync(other.Id, null)).ShouldBe(ErrorCode.None);
        (await other.BeatAsync()).Error.ShouldBe(ErrorCode.UnknownMemberId);
        (await Asked.LeaveClassicAsync("", "one")).ShouldBe(ErrorCode.None);
        (await member.BeatAsync()).Error.ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public async Task WordsThatMakeNoSenseAreRefused()
    {
        await BeginAsync();
        (await Member(assignor: "no-such").JoinAsync()).Error.ShouldBe(ErrorCode.UnsupportedAssignor);
        (await Member(regex: "(").JoinAsync()).Error.ShouldBe(ErrorCode.InvalidRegularExpression);
        (await Member().LeaveAsync(-2)).Error.ShouldBe(ErrorCode.InvalidRequest);
        (await Member().LeaveAsync(-3)).Error.ShouldBe(ErrorCode.InvalidRequest);
        (await Member(instance: "").JoinAsync()).Error.ShouldBe(ErrorCode.InvalidRequest);
        (await Member().BeatAsync(0)).Error.ShouldBe(ErrorCode.InvalidRequest);
        (await new RawMember(Raw, "", _topic, _topicId).JoinAsync()).Error.ShouldBe(ErrorCode.InvalidRequest);
        (await new RawMember(Raw, _group, _topic, _topicId) { Id = "" }.JoinAsync()).Error.ShouldBe(ErrorCode.InvalidRequest);
    }

    [Theory]
    [InlineData("uniform")]
    [InlineData("range")]
    public async Task TheMembersChooseTheAssignor(string assignor)
    {
        await BeginAsync();
        var (first, second) = (Member(assignor: assignor), Member(assignor: assignor));
        await first.JoinAsync();
        await second.JoinAsync();
        await first.SettleAsync(2);
        await second.SettleAsync(2);
        (await Asked.DescribeAsync()).Assignor.ShouldBe(assignor);
        if (assignor == "range")
            new[] { string.Join(' ', first.Owned), string.Join(' ', second.Owned) }.Order().ShouldBe(["0 1", "2 3"]);
    }

    [Fact]
    public async Task AnExpressionFindsTopicsThatComeLater()
    {
        await BeginAsync();
        var named = Unique("found");
        var member = Member(regex: named + "-[0-9]+");
        await member.JoinAsync();
        await member.SettleAsync(0);
        using var admin = Admin();
        await admin.CreateTopicsAsync([.. new[] { "-1", "-x", "" }.Select(end => Specified(named + end, 3))]);
        var epoch = member.Epoch;
        await Eventually.TrueAsync(
            async () =>
            {
                await member.GoOnAsync();
                return (await Asked.DescribeAsync()).Partitions == 3;
            },
            "one of them is assigned"
        );
        member.Epoch.ShouldBeGreaterThan(epoch);
    }

    [Fact]
    public async Task ATopicThatGrowsIsAssignedAnew()
    {
        await BeginAsync();
        var member = Member();
        await member.JoinAsync();
        await member.SettleAsync(4);
        using var admin = Admin();
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = _topic, IncreaseTo = 6 }]);
        await member.SettleAsync(6);
    }

    [Fact]
    public async Task OffsetsBelongToTheEpoch()
    {
        await BeginAsync();
        var member = Member();
        await member.JoinAsync();
        await member.SettleAsync(4);
        (await Asked.CommitAsync(member.Id, member.Epoch, 7)).ShouldBe(ErrorCode.None);
        (await Asked.CommitAsync(member.Id, member.Epoch + 1, 8)).ShouldBe(ErrorCode.StaleMemberEpoch);
        (await Asked.CommitAsync(member.Id, member.Epoch, 8, version: 8)).ShouldBe(ErrorCode.UnsupportedVersion);
        (await Asked.CommitAsync("stranger", member.Epoch, 8)).ShouldBe(ErrorCode.UnknownMemberId);
        (await Asked.CommitAsync("", -1, 8)).ShouldBe(ErrorCode.UnknownMemberId);
        (await Asked.FetchAsync(member.Id, member.Epoch)).ShouldBe((ErrorCode.None, 7));
        (await Asked.FetchAsync(member.Id, member.Epoch + 1)).Error.ShouldBe(ErrorCode.StaleMemberEpoch);
        (await Asked.FetchAsync("stranger", member.Epoch)).Error.ShouldBe(ErrorCode.UnknownMemberId);
        (await Asked.FetchAsync(null, -1)).ShouldBe((ErrorCode.None, 7));
        await member.LeaveAsync();
        (await Asked.CommitAsync("", -1, 9)).ShouldBe(ErrorCode.None);
        (await Asked.FetchAsync(null, -1)).ShouldBe((ErrorCode.None, 9));
        (await Asked.CommitAsync("m", 3, 9, other: Unique("other"))).ShouldBe(ErrorCode.GroupIdNotFound);
    }

    [Fact]
    public async Task AGroupIsListedAndDescribedAsWhatItIs()
    {
        await BeginAsync();
        var member = Member();
        await member.JoinAsync();
        await member.SettleAsync(4);
        (await Asked.ListAsync([], ["consumer"])).ShouldContain((_group, "consumer", "Stable", "consumer"), await SaidAsync());
        (await Asked.ListAsync([], ["classic"])).ShouldNotContain(listed => listed.Group == _group);
        (await Asked.ListAsync(["stable"], [])).ShouldContain(listed => listed.Group == _group);
        (await Asked.ListAsync(["empty"], [])).ShouldNotContain(listed => listed.Group == _group);
        var described = await Asked.DescribeAsync();
        described.ShouldBe(new RawGroup.Described(ErrorCode.None, "Stable", member.Epoch, member.Epoch, "uniform", 1, 4));
        (await Asked.DescribeClassicAsync(_group)).ShouldBe((ErrorCode.GroupIdNotFound, "Dead"));
        (await Asked.DescribeAsync(Unique("nothing"))).Error.ShouldBe(ErrorCode.GroupIdNotFound);

        await member.LeaveAsync();
        (await Asked.DescribeAsync()).State.ShouldBe("Empty");
    }

    [Fact]
    public async Task AGroupIsDeletedOnceItIsEmpty()
    {
        await BeginAsync();
        var member = Member();
        await member.JoinAsync();
        await member.SettleAsync(4);
        await Asked.CommitAsync(member.Id, member.Epoch, 1);
        using var admin = Admin();
        (await Should.ThrowAsync<DeleteGroupsException>(() => admin.DeleteGroupsAsync([_group])))
            .Results[0]
            .Error.Code.ShouldBe(Confluent.Kafka.ErrorCode.NonEmptyGroup);
        (
            await Should.ThrowAsync<DeleteConsumerGroupOffsetsException>(() =>
                admin.DeleteConsumerGroupOffsetsAsync(_group, [new TopicPartition(_topic, 0)])
            )
        )
            .Result.Partitions[0]
            .Error.Code.ShouldBe(Confluent.Kafka.ErrorCode.GroupSubscribedToTopic);
        await member.LeaveAsync();
        await admin.DeleteConsumerGroupOffsetsAsync(_group, [new TopicPartition(_topic, 0)]);
        (await Asked.FetchAsync(null, -1)).ShouldBe((ErrorCode.None, -1));
        await admin.DeleteGroupsAsync([_group]);
        (await Asked.DescribeAsync()).Error.ShouldBe(ErrorCode.GroupIdNotFound);
    }

    [Fact]
    public async Task AnEmptyGroupChangesItsProtocolAndKeepsItsOffsets()
    {
        await BeginAsync();
        using (var classic = Consumer(_group))
        {
            classic.Subscribe(_topic);
            await Task.Run(() => AwaitAssignment(classic, 4));
            classic.Commit([new TopicPartitionOffset(_topic, 0, 5)]);
            await Task.Run(classic.Close);
        }

        var member = Member();
        await member.JoinAsync();
        await member.SettleAsync(4);
        (await Asked.FetchAsync(member.Id, member.Epoch)).ShouldBe((ErrorCode.None, 5));
        await member.LeaveAsync();
        using var again = Consumer(_group);
        again.Subscribe(_topic);
        await Task.Run(() => AwaitAssignment(again, 4));
        (await Asked.ListAsync([], ["classic"])).ShouldContain(listed => listed.Group == _group);
        again.Committed([new TopicPartition(_topic, 0)], Patience)[0].Offset.Value.ShouldBe(5);
        await Task.Run(again.Close);
    }

    /// <summary>A consumer knows what it is assigned by its id alone, and the Java client then sends an empty name.</summary>
    [Fact]
    public async Task ATopicIsFoundByItsIdWhateverTheName()
    {
        await BeginAsync();
        var answer = await Raw.AskAsync(ApiKey.Metadata, 12, writer =>
        {
            writer.Array(1);
            writer.Uuid(_topicId);
            writer.String("");
            writer.Tags();
            writer.Bool(false);
            writer.Bool(false);
            writer.Tags();
        });
        var reader = new WireReader(answer, flexible: true);
        reader.Int32();
        reader.ArrayLength().ShouldBe(1);
        reader.Int32();
        reader.String();
        reader.Int32();
        reader.NullableString();
        reader.Tags();
        reader.NullableString();
        reader.Int32();
        reader.ArrayLength().ShouldBe(1);
        ((ErrorCode)reader.Int16()).ShouldBe(ErrorCode.None);
        reader.NullableString().ShouldBe(_topic);
        reader.Uuid().ShouldBe(_topicId);
    }

    [Fact]
    public async Task TheFeatureIsToldAsOn()
    {
        await BeginAsync();
        var reader = new WireReader(await Raw.AskAsync(ApiKey.ApiVersions, 4, writer =>
            {
                writer.String("raw");
                writer.String("1");
                writer.Tags();
            }), flexible: true);
        ((ErrorCode)reader.Int16()).ShouldBe(ErrorCode.None);
        var versions = new Dictionary<short, (short First, short Last)>();
        for (var count = reader.ArrayLength(); count > 0; count--)
        {
            versions[reader.Int16()] = (reader.Int16(), reader.Int16());
            reader.Tags();
        }

        versions[(short)ApiKey.ConsumerGroupHeartbeat].ShouldBe(((short)0, (short)1));
        versions[(short)ApiKey.ConsumerGroupDescribe].ShouldBe(((short)0, (short)1));
        reader.Int32();
        var (supported, finalized) = (new Dictionary<string, (short, short)>(), new Dictionary<string, (short, short)>());
        for (var tags = reader.UVarint(); tags > 0; tags--)
        {
            var tag = reader.UVarint();
            var field = new WireReader(reader.Raw((int)reader.UVarint()), flexible: true);
            for (var count = tag is 0 or 2 ? field.ArrayLength() : 0; count > 0; count--)
            {
                (tag == 0 ? supported : finalized)[field.String()] = (field.Int16(), field.Int16());
                field.Tags();
            }
        }

        supported["group.version"].ShouldBe(((short)0, (short)1));
        finalized["group.version"].ShouldBe(((short)1, (short)1));
    }

    public void Dispose()
    {
        _connected?.Dispose();
        GC.SuppressFinalize(this);
    }

    async Task BeginAsync()
    {
        _topic = await TopicAsync(4);
        // Apache Kafka has a coordinator a while after somebody has looked for one.
        using (var client = Consumer(_group))
            await Eventually.TrueAsync(() => Task.Run(() => HasCoordinator(client)), "there is a coordinator");
        _connected = await RawClient.ConnectAsync(Bootstrap);
        using var admin = Admin();
        var described = await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([_topic]));
        _topicId = RawClient.GuidOf(described.TopicDescriptions[0].TopicId);
    }

    bool HasCoordinator(IConsumer<string, string> client)
    {
        try
        {
            return client.Committed([new TopicPartition(_topic, 0)], Patience).Count == 1;
        }
        catch (KafkaException e) when (!e.Error.IsFatal)
        {
            return false;
        }
    }

    RawMember Member(string? instance = null, string? regex = null, string? assignor = null, int rebalanceTimeoutMs = 60_000) =>
        new(Raw, _group, _topic, _topicId)
        {
            InstanceId = instance,
            Regex = regex,
            Assignor = assignor,
            RebalanceTimeoutMs = rebalanceTimeoutMs,
        };

    static TopicSpecification Specified(string name, int partitions) =>
        new()
        {
            Name = name,
            NumPartitions = partitions,
            ReplicationFactor = 1,
        };

    async Task<string> SaidAsync() => string.Join('\n', await Asked.ListAsync([], []));
}

public sealed class EmbeddedConsumerGroupTests(EmbeddedTarget target) : ConsumerGroupContract(target);

public sealed class ApacheConsumerGroupTests(ApacheTarget target) : ConsumerGroupContract(target);
