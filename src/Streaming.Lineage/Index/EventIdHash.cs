using System.IO.Hashing;

namespace Streaming.Lineage.Index;

/// <summary>64-bit XXH3 of an event id's text. Part of the stored format: filters are built from it.</summary>
public static class EventIdHash
{
    /// <summary>XXH3, 64 bits.</summary>
    public static ulong Of(ReadOnlySpan<byte> utf8) => XxHash3.HashToUInt64(utf8);
}
