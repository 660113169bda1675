using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Topology;

namespace Streaming.Benchmarks.Brokers;

/// <summary>A connection that sends requests as they are written here: hundreds of them cost this process next to nothing, unlike as many
/// clients.</summary>
sealed class RawConnection : IDisposable
{
    const short MetadataVersion = 12;
    const short ProduceVersion = 9;
    const int ErrorAt = 4;
    const string Client = "benchmark";

    readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    byte[] _answer = new byte[1024];

    RawConnection() { }

    public static async Task<RawConnection> OpenAsync(int port, CancellationToken stop)
    {
        var connection = new RawConnection();
        try
        {
            await connection._socket.ConnectAsync(IPAddress.Loopback, port, stop);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Asks for the brokers, and for no topic.</summary>
    public async Task AskMetadataAsync(CancellationToken stop) => await AskAsync(Metadata, stop);

    /// <summary>Sends a request for one record and waits until it is acknowledged by all replicas.</summary>
    /// <exception cref="StreamingException">It was refused.</exception>
    public async Task ProduceAsync(ReadOnlyMemory<byte> request, CancellationToken stop)
    {
        var answer = await AskAsync(request, stop);
        var error = ErrorOf(answer.Span);
        if (error != 0)
            throw new StreamingException($"The broker refused a record with error {error}.");
    }

    /// <summary>A whole request: one record without a key, for a partition.</summary>
    public static byte[] Produce(string topic, int partition, int bytes) => Frame(ApiKey.Produce, ProduceVersion, body =>
        {
            body.String(null);
            body.Int16(-1);
            body.Int32(30_000);
            body.Array(1);
            body.String(topic);
            body.Array(1);
            body.Int32(partition);
            body.Bytes(Batch(bytes));
            body.Tags();
            body.Tags();
            body.Tags();
        });

    static byte[] Metadata { get; } = Frame(ApiKey.Metadata, MetadataVersion, body =>
        {
            body.Array(0);
            body.Bool(false);
            body.Bool(false);
            body.Tags();
        });

    public void Dispose() => _socket.Dispose();

    async Task<ReadOnlyMemory<byte>> AskAsync(ReadOnlyMemory<byte> request, CancellationToken stop)
    {
        for (var sent = 0; sent < request.Length; )
            sent += await _socket.SendAsync(request[sent..], stop);
        await FillAsync(4, stop);
        var length = BinaryPrimitives.ReadInt32BigEndian(_answer);
        if (length > _answer.Length)
            _answer = new byte[length];
        await FillAsync(length, stop);
        return _answer.AsMemory(0, length);
    }

    async Task FillAsync(int count, CancellationToken stop)
    {
        for (var have = 0; have < count; )
        {
            var read = await _socket.ReceiveAsync(_answer.AsMemory(have, count - have), stop);
            have += read > 0 ? read : throw new IOException("The broker closed the connection.");
        }
    }

    /// <summary>After the correlation id and no tagged fields: one topic, its name, one partition, its number, its error.</summary>
    static short ErrorOf(ReadOnlySpan<byte> answer)
    {
        var name = answer[ErrorAt + 2] - 1;
        return BinaryPrimitives.ReadInt16BigEndian(answer[(ErrorAt + 3 + name + 1 + 4)..]);
    }

    static byte[] Frame(ApiKey key, short version, Action<WireWriter> body)
    {
        using var writer = new WireWriter();
        writer.Int32(0);
        writer.Int16((short)key);
        writer.Int16(version);
        writer.Int32(1);
        writer.String(Client);
        writer.Flexible = true;
        writer.Tags();
        body(writer);
        BinaryPrimitives.WriteInt32BigEndian(writer.Patch(0, 4), writer.Length - 4);
        return writer.ToArray();
    }

    /// <summary>A batch of one record, as a producer writes it that is not idempotent.</summary>
    static byte[] Batch(int bytes)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        using var record = new MemoryStream();
        record.WriteByte(0);
        WriteVarint(record, 0);
        WriteVarint(record, 0);
        WriteVarint(record, -1);
        WriteVarint(record, bytes);
        record.Write(new byte[bytes]);
        WriteVarint(record, 0);
        using var all = new MemoryStream();
        all.Write(new byte[BatchHeader.Size]);
        WriteVarint(all, (int)record.Length);
        record.WriteTo(all);
        var batch = all.ToArray();
        var span = batch.AsSpan();
        BinaryPrimitives.WriteInt32BigEndian(span[8..], batch.Length - 12);
        batch[16] = 2;
        BinaryPrimitives.WriteInt64BigEndian(span[27..], now);
        BinaryPrimitives.WriteInt64BigEndian(span[35..], now);
        BinaryPrimitives.WriteInt64BigEndian(span[43..], -1);
        BinaryPrimitives.WriteInt16BigEndian(span[51..], -1);
        BinaryPrimitives.WriteInt32BigEndian(span[53..], -1);
        BinaryPrimitives.WriteInt32BigEndian(span[57..], 1);
        BinaryPrimitives.WriteUInt32BigEndian(span[17..], Crc32C.Compute(span[21..]));
        return batch;
    }

    static void WriteVarint(MemoryStream stream, int value)
    {
        var rest = (uint)((value << 1) ^ (value >> 31));
        for (; rest >= 0x80; rest >>= 7)
            stream.WriteByte((byte)(rest | 0x80));
        stream.WriteByte((byte)rest);
    }
}
