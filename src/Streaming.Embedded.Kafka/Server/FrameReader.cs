using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Server;

/// <summary>
/// Cuts a connection's bytes into requests: four bytes of length, then the request. Small requests come through a pipe, several at
/// a time; what the pipe does not hold yet of a large one is received directly into its own buffer.
/// </summary>
sealed class FrameReader(Stream stream) : IDisposable
{
    const int Prefix = 4;
    const int MinFrame = 8;
    readonly PipeReader _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 << 10, leaveOpen: true));

    /// <summary>Longest request that is received.</summary>
    public required int MaxBytes { get; set; }

    /// <summary>The next request in a buffer from the shared pool, with its length; null where the connection ends.</summary>
    /// <exception cref="MalformedRequestException">The length is impossible.</exception>
    public async ValueTask<(byte[] Buffer, int Length)?> NextAsync(CancellationToken stop)
    {
        while (true)
        {
            var read = await _pipe.ReadAsync(stop);
            var bytes = read.Buffer;
            if (bytes.Length < Prefix)
            {
                _pipe.AdvanceTo(bytes.Start, bytes.End);
                if (read.IsCompleted)
                    return null;
                continue;
            }

            var length = LengthOf(bytes);
            if (length < MinFrame || length > MaxBytes)
                throw new MalformedRequestException($"a request of {length} bytes is announced, {MinFrame} to {MaxBytes} are accepted");
            return (await FillAsync(bytes.Slice(Prefix), length, stop), length);
        }
    }

    public void Dispose() => _pipe.Complete();

    async ValueTask<byte[]> FillAsync(ReadOnlySequence<byte> bytes, int length, CancellationToken stop)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        var here = bytes.Slice(0, Math.Min(bytes.Length, length));
        here.CopyTo(buffer);
        var have = (int)here.Length;
        _pipe.AdvanceTo(here.End);
        if (have < length)
            await stream.ReadExactlyAsync(buffer.AsMemory(have, length - have), stop);
        return buffer;
    }

    static int LengthOf(ReadOnlySequence<byte> bytes)
    {
        Span<byte> prefix = stackalloc byte[Prefix];
        bytes.Slice(0, Prefix).CopyTo(prefix);
        return BinaryPrimitives.ReadInt32BigEndian(prefix);
    }
}
