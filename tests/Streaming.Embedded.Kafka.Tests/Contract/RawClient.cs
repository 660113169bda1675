using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Tests.Contract;

/// <summary>A connection that sends requests as they are written here, for what no client shows.</summary>
sealed class RawClient : IDisposable
{
    readonly TcpClient _connection = new();
    int _correlation;

    RawClient() { }

    public static async Task<RawClient> ConnectAsync(string bootstrap)
    {
        var client = new RawClient();
        var parts = bootstrap.Split(':');
        await client._connection.ConnectAsync(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
        return client;
    }

    /// <summary>Sends a request in a flexible version; gives the body of its answer.</summary>
    public async Task<byte[]> AskAsync(ApiKey key, short version, Action<WireWriter> body)
    {
        var stream = _connection.GetStream();
        await stream.WriteAsync(Frame(key, version, ++_correlation, body));
        var length = new byte[4];
        await stream.ReadExactlyAsync(length);
        var answer = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        await stream.ReadExactlyAsync(answer);
        BinaryPrimitives.ReadInt32BigEndian(answer).ShouldBe(_correlation);
        // The header's tagged fields, of which there are none, follow; an answer to ApiVersions has none.
        return answer[(key == ApiKey.ApiVersions ? 4 : 5)..];
    }

    /// <summary>A topic's id as the protocol has it, from how another client shows it.</summary>
    public static Guid GuidOf(Confluent.Kafka.Uuid id)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, id.MostSignificantBits);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), id.LeastSignificantBits);
        return new Guid(bytes, bigEndian: true);
    }

    public void Dispose() => _connection.Dispose();

    static ReadOnlyMemory<byte> Frame(ApiKey key, short version, int correlation, Action<WireWriter> body)
    {
        using var writer = new WireWriter();
        writer.Int32(0);
        writer.Int16((short)key);
        writer.Int16(version);
        writer.Int32(correlation);
        writer.String("raw");
        writer.Flexible = true;
        writer.Tags();
        body(writer);
        BinaryPrimitives.WriteInt32BigEndian(writer.Patch(0, 4), writer.Length - 4);
        return writer.ToArray();
    }
}
