using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Tests.Contract;

/// <summary>What is asked about a group, and answered, word by word.</summary>
sealed class RawGroup(RawClient client, string group, string topic)
{
    public async Task<List<(string Group, string Protocol, string State, string Type)>> ListAsync(string[] states, string[] types)
    {
        var answer = await client.AskAsync(ApiKey.ListGroups, 5, writer =>
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

    public sealed record Described(
        ErrorCode Error,
        string State,
        int Epoch,
        int AssignmentEpoch,
        string Assignor,
        int Members,
        int Partitions
    );

    public async Task<Described> DescribeAsync(string? other = null)
    {
        var answer = await client.AskAsync(ApiKey.ConsumerGroupDescribe, 1, writer =>
        {
            writer.Array(1);
            writer.String(other ?? group);
            writer.Bool(false);
            writer.Tags();
        });
        var reader = new WireReader(answer, flexible: true);
        reader.Int32();
        reader.ArrayLength().ShouldBe(1);
        var error = (ErrorCode)reader.Int16();
        reader.NullableString();
        reader.String().ShouldBe(other ?? group);
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

    public async Task<(ErrorCode Error, string State)> DescribeClassicAsync(string other)
    {
        var answer = await client.AskAsync(ApiKey.DescribeGroups, 6, writer =>
        {
            writer.Array(1);
            writer.String(other);
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

    public async Task<ErrorCode> LeaveClassicAsync(string memberId, string? instance)
    {
        var answer = await client.AskAsync(ApiKey.LeaveGroup, 5, writer =>
        {
            writer.String(group);
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

    public async Task<ErrorCode> CommitAsync(string member, int epoch, long offset, short version = 9, string? other = null)
    {
        var answer = await client.AskAsync(ApiKey.OffsetCommit, version, writer =>
        {
            writer.String(other ?? group);
            writer.Int32(epoch);
            writer.String(member);
            writer.String(null);
            writer.Array(1);
            writer.String(topic);
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

    public async Task<(ErrorCode Error, long Offset)> FetchAsync(string? member, int epoch)
    {
        var answer = await client.AskAsync(ApiKey.OffsetFetch, 9, writer =>
        {
            writer.Array(1);
            writer.String(group);
            writer.String(member);
            writer.Int32(epoch);
            writer.Array(1);
            writer.String(topic);
            writer.Int32Array([0]);
            writer.Tags();
            writer.Tags();
            writer.Bool(false);
            writer.Tags();
        });
        var reader = new WireReader(answer, flexible: true);
        reader.Int32();
        reader.ArrayLength().ShouldBe(1);
        reader.String().ShouldBe(group);
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
