using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Format;

/// <summary>
/// Hash that chains a stream's batches: SHA-256 over previous hash, stream name, version, event type and body. Texts go in
/// behind their length (int32, little endian), so that no two inputs run into the same bytes.
/// </summary>
public static class ChainHash
{
    /// <summary>Length of a hash, bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>SHA-256 over the hash before, the stream, the version, the type and the body.</summary>
    public static byte[] Compute(ReadOnlySpan<byte> previous, StreamKey stream, long version, string eventType, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[sizeof(long)];
        hash.AppendData(previous);
        AppendText(hash, stream.ToString());
        BinaryPrimitives.WriteInt64LittleEndian(number, version);
        hash.AppendData(number);
        AppendText(hash, eventType);
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    static void AppendText(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
