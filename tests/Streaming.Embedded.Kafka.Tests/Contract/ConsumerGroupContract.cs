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
        (await LeaveClassicAsync("", "two")).ShouldBe(ErrorCode.UnknownMemberId);
        (await LeaveClassicAsync("stranger", "one")).ShouldBe(ErrorCode.FencedInstanceId);
        (await LeaveClassicAsync("stranger", null)).ShouldBe(ErrorCode.UnknownMemberId);
        (await LeaveClassicAsync(other.Id, null)).ShouldBe(ErrorCode.None);
        (await other.BeatAsync()).Error.ShouldBe(ErrorCode.UnknownMemberId);
        (await LeaveClassicAsync("", "one")).ShouldBe(ErrorCode.None);
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
        (await DescribeAsync()).Assignor.ShouldBe(assignor);
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
                return (await DescribeAsync()).Partitions == 3;
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
        (await CommitAsync(member.Id, member.Epoch, 7)).ShouldBe(ErrorCode.None);
        (await CommitAsync(member.Id, member.Epoch + 1, 8)).ShouldBe(ErrorCode.StaleMemberEpoch);
        (await CommitAsync(member.Id, member.Epoch, 8, version: 8)).ShouldBe(ErrorCode.UnsupportedVersion);
        (await CommitAsync("stranger", member.Epoch, 8)).ShouldBe(ErrorCode.UnknownMemberId);
        (await CommitAsync("", -1, 8)).ShouldBe(ErrorCode.UnknownMemberId);
        (await FetchAsync(member.Id, member.Epoch)).ShouldBe((ErrorCode.None, 7));
        (await FetchAsync(member.Id, member.Epoch + 1)).Error.ShouldBe(ErrorCode.StaleMemberEpoch);
        (await FetchAsync("stranger", member.Epoch)).Error.ShouldBe(ErrorCode.UnknownMemberId);
        (await FetchAsync(null, -1)).ShouldBe((ErrorCode.None, 7));
        await member.LeaveAsync();
        (await CommitAsync("", -1, 9)).ShouldBe(ErrorCode.None);
        (await FetchAsync(null, -1)).ShouldBe((ErrorCode.None, 9));
        (await CommitAsync("m", 3, 9, group: Unique("other"))).ShouldBe(ErrorCode.GroupIdNotFound);
    }

    [Fact]
    public async Task AGroupIsListedAndDescribedAsWhatItIs()
    {
        await BeginAsync();
        var member = Member();
        await member.JoinAsync();
        await member.SettleAsync(4);
        (await ListAsync([], ["consumer"])).ShouldContain((_group, "consumer", "Stable", "consumer"), await SaidAsync());
        (await ListAsync([], ["classic"])).ShouldNotContain(listed => listed.Group == _group);
        (await ListAsync(["stable"], [])).ShouldContain(listed => listed.Group == _group);
        (await ListAsync(["empty"], [])).ShouldNotContain(listed => listed.Group == _group);
        var described = await DescribeAsync();
        described.ShouldBe(new Described(ErrorCode.None, "Stable", member.Epoch, member.Epoch, "uniform", 1, 4));
        (await DescribeClassicAsync(_group)).ShouldBe((ErrorCode.GroupIdNotFound, "Dead"));
        (await DescribeAsync(Unique("nothing"))).Error.ShouldBe(ErrorCode.GroupIdNotFound);

        await member.LeaveAsync();
        (await DescribeAsync()).State.ShouldBe("Empty");
    }

    [Fact]
    public async Task AGroupIsDeletedOnceItIsEmpty()
    {
        await BeginAsync();
        var member = Member();
        await member.JoinAsync();
        await member.SettleAsync(4);
        await CommitAsync(member.Id, member.Epoch, 1);
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
        (await FetchAsync(null, -1)).ShouldBe((ErrorCode.None, -1));
        await admin.DeleteGroupsAsync([_group]);
        (await DescribeAsync()).Error.ShouldBe(ErrorCode.GroupIdNotFound);
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
        (await FetchAsync(member.Id, member.Epoch)).ShouldBe((ErrorCode.None, 5));
        await member.LeaveAsync();
        using var again = Consumer(_group);
        again.Subscribe(_topic);
        await Task.Run(() => AwaitAssignment(again, 4));
        (await ListAsync([], ["classic"])).ShouldContain(listed => listed.Group == _group);
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

    async Task<string> SaidAsync() => string.Join('\n', await ListAsync([], []));

    async Task<List<(string Group, string Protocol, string State, string Type)>> ListAsync(string[] states, string[] types)
    {
        var answer = await Raw.AskAsync(ApiKey.ListGroups, 5, writer =>
        {
            foreach (var filter in (string[][])[states, types])
            {
                writer.Array(filter.Length);
                foreach (var value in filter)
                    writer.String(value);
            }

            writer.Tags();
        });
        var reader = new WireReader(answer, flexible: true);
        reader.Int32();
        ((ErrorCode)reader.Int16()).ShouldBe(ErrorCode.None);
        var groups = new List<(string, string, string, string)>();
        for (var count = reader.ArrayLength(); count > 0; count--)
        {
            groups.Add((reader.String(), reader.String(), reader.String(), reader.String()));
            reader.Tags();
        }

        return groups;
    }

    sealed record Described(ErrorCode Error, string State, int Epoch, int AssignmentEpoch, string Assignor, int Members, int Partitions);

    async Task<Described> DescribeAsync(string? group = null)
    {
        var answer = await Raw.AskAsync(ApiKey.ConsumerGroupDescribe, 1, writer =>
        {
            writer.Array(1);
            writer.String(group ?? _group);
            writer.Bool(false);
            writer.Tags();
        });
        var reader = new WireReader(answer, flexible: true);
        reader.Int32();
        reader.ArrayLength().ShouldBe(1);
        var error = (ErrorCode)reader.Int16();
        reader.NullableString();
        reader.String().ShouldBe(group ?? _group);
        var (state, epoch, assignmentEpoch, assignor) = (reader.String(), reader.Int32(), reader.Int32(), reader.String());
        var (members, partitions) = (reader.ArrayLength(), 0);
        for (var i = 0; i < members; i++)
        {
            reader.String();
            reader.NullableString();
            reader.NullableString();
            reader.Int32();
            reader.String();
            reader.String();
            reader.StringArray();
            reader.NullableString();
            partitions += Partitions(ref reader);
            Partitions(ref reader);
            reader.Int8().ShouldBe((sbyte)1);
            reader.Tags();
        }

        return new Described(error, state, epoch, assignmentEpoch, assignor, members, partitions);
    }

    static int Partitions(ref WireReader reader)
    {
        var partitions = 0;
        for (var topics = reader.ArrayLength(); topics > 0; topics--)
        {
            reader.Uuid();
            reader.String();
            partitions += reader.Int32Array().Length;
            reader.Tags();
        }

        reader.Tags();
        return partitions;
    }

    async Task<(ErrorCode Error, string State)> DescribeClassicAsync(string group)
    {
        var answer = await Raw.AskAsync(ApiKey.DescribeGroups, 6, writer =>
        {
            writer.Array(1);
            writer.String(group);
            writer.Bool(false);
            writer.Tags();
        });
        var reader = new WireReader(answer, flexible: true);
        reader.Int32();
        reader.ArrayLength();
        var error = (ErrorCode)reader.Int16();
        reader.NullableString();
        reader.String();
        return (error, reader.String());
    }

    async Task<ErrorCode> LeaveClassicAsync(string memberId, string? instance)
    {
        var answer = await Raw.AskAsync(ApiKey.LeaveGroup, 5, writer =>
        {
            writer.String(_group);
            writer.Array(1);
            writer.String(memberId);
            writer.String(instance);
            writer.String(null);
            writer.Tags();
            writer.Tags();
        });
        var reader = new WireReader(answer, flexible: true);
        reader.Int32();
        ((ErrorCode)reader.Int16()).ShouldBe(ErrorCode.None);
        reader.ArrayLength().ShouldBe(1);
        reader.String();
        reader.NullableString();
        return (ErrorCode)reader.Int16();
    }

    async Task<ErrorCode> CommitAsync(string member, int epoch, long offset, short version = 9, string? group = null)
    {
        var answer = await Raw.AskAsync(ApiKey.OffsetCommit, version, writer =>
        {
            writer.String(group ?? _group);
            writer.Int32(epoch);
            writer.String(member);
            writer.String(null);
            writer.Array(1);
            writer.String(_topic);
            writer.Array(1);
            writer.Int32(0);
            writer.Int64(offset);
            writer.Int32(-1);
            writer.String("");
            for (var tags = 0; tags < 3; tags++)
                writer.Tags();
        });
        var reader = new WireReader(answer, flexible: true);
        reader.Int32();
        reader.ArrayLength().ShouldBe(1);
        reader.String();
        reader.ArrayLength().ShouldBe(1);
        reader.Int32();
        return (ErrorCode)reader.Int16();
    }

    async Task<(ErrorCode Error, long Offset)> FetchAsync(string? member, int epoch)
    {
        var answer = await Raw.AskAsync(ApiKey.OffsetFetch, 9, writer =>
        {
            writer.Array(1);
            writer.String(_group);
            writer.String(member);
            writer.Int32(epoch);
            writer.Array(1);
            writer.String(_topic);
            writer.Int32Array([0]);
            writer.Tags();
            writer.Tags();
            writer.Bool(false);
            writer.Tags();
        });
        var reader = new WireReader(answer, flexible: true);
        reader.Int32();
        reader.ArrayLength().ShouldBe(1);
        reader.String().ShouldBe(_group);
        var offset = -2L;
        for (var topics = reader.ArrayLength(); topics > 0; topics--)
        {
            reader.String();
            reader.ArrayLength();
            reader.Int32();
            offset = reader.Int64();
            reader.Int32();
            reader.NullableString();
            reader.Int16();
            reader.Tags();
            reader.Tags();
        }

        return ((ErrorCode)reader.Int16(), offset);
    }
}

public sealed class EmbeddedConsumerGroupTests(EmbeddedTarget target) : ConsumerGroupContract(target);

public sealed class ApacheConsumerGroupTests(ApacheTarget target) : ConsumerGroupContract(target);
