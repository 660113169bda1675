using System.IO.Hashing;

namespace Streaming.Lineage.Index;

/// <summary>
/// 64-bit XXH3 of a text that records are looked up by, seeded by what it is: as a key it has another hash than as an event id. Part of the
/// stored format: filters are built from it.
/// </summary>
static class LookupHash
{
    /// <param name="kind">One of them.</param>
    /// <param name="utf8">The text.</param>
    public static ulong Of(FilterKinds kind, ReadOnlySpan<byte> utf8) =>
        XxHash3.HashToUInt64(utf8, kind == FilterKinds.EventIds ? 0 : (long)kind);
}
