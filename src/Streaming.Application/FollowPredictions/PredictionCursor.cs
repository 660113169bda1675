using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Streaming.Application.FollowPredictions;

/// <summary>
/// How far somebody has read a topic: the next offset of each of its partitions, as a text that means nothing to whoever carries it. It
/// holds for one topic, and not for another of the same name that took its place.
/// </summary>
/// <param name="Topic">Mark of the topic; see <see cref="MarkOf"/>.</param>
/// <param name="Next">Next offset by partition.</param>
sealed record PredictionCursor(ulong Topic, IReadOnlyList<long> Next)
{
    /// <summary>Far above what a topic has of partitions.</summary>
    public const int MostPartitions = 10_000;

    /// <summary>Raised where the bytes change.</summary>
    const byte Format = 1;

    const int Head = 1 + sizeof(ulong);

    /// <summary>Of a topic as it is: its id is another one when it is made again.</summary>
    public static ulong MarkOf(string name, string id) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}/{id}")));

    /// <summary>As text of letters, digits, '-' and '_'.</summary>
    public override string ToString()
    {
        var bytes = new byte[Head + (Next.Count * 9)];
        bytes[0] = Format;
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(1), Topic);
        var length = Head;
        foreach (var offset in Next)
        {
            var left = (ulong)offset;
            for (; left > 0x7f; left >>= 7)
                bytes[length++] = (byte)(left | 0x80);
            bytes[length++] = (byte)left;
        }

        return Base64Url.EncodeToString(bytes.AsSpan(0, length));
    }

    /// <summary>Reads one.</summary>
    /// <returns>False: it is none.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out PredictionCursor? cursor)
    {
        cursor = null;
        if (text.Length > 2 * 9 * MostPartitions || !Base64Url.IsValid(text))
            return false;
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length < Head || bytes[0] != Format)
            return false;
        var next = new List<long>();
        for (var at = Head; at < bytes.Length; )
        {
            if (next.Count == MostPartitions || !TryOffset(bytes, ref at, out var offset))
                return false;
            next.Add(offset);
        }

        cursor = new PredictionCursor(BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(1)), next);
        return true;
    }

    /// <summary>Seven bits a byte, the low ones first: at most nine bytes, so that it is no negative number.</summary>
    static bool TryOffset(byte[] bytes, ref int at, out long offset)
    {
        offset = 0;
        for (var shift = 0; shift < 63 && at < bytes.Length; shift += 7)
        {
            var part = bytes[at++];
            offset |= (long)(part & 0x7f) << shift;
            if (part < 0x80)
                return true;
        }

        return false;
    }
}
