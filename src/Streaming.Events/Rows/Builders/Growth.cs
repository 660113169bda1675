using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;

namespace Streaming.Events.Rows.Builders;

/// <summary>Working arrays of builders: doubled when full, dropped after a batch that left them far too large.</summary>
static class Growth
{
    const int KeptElements = 1 << 20;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ensure<T>(ref T[] array, int needed)
    {
        if ((uint)needed > (uint)array.Length)
            Grow(ref array, needed);
    }

    /// <summary>Memory that one exceptional batch needed is given back instead of kept for ever.</summary>
    public static void Trim<T>(ref T[] array, int used)
    {
        if (array.Length > KeptElements && used < array.Length / 4)
            array = [];
    }

    public static ArrowBuffer Copy<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (values.IsEmpty)
            return ArrowBuffer.Empty;
        var bytes = MemoryMarshal.AsBytes(values);
        var copy = GC.AllocateUninitializedArray<byte>(bytes.Length);
        bytes.CopyTo(copy);
        return new ArrowBuffer(copy);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Grow<T>(ref T[] array, int needed)
    {
        if (needed < 0)
            throw new BatchTooLargeException();
        var size = (int)Math.Min(Math.Max(needed, Math.Max(64L, array.Length * 2L)), System.Array.MaxLength);
        var larger = GC.AllocateUninitializedArray<T>(size);
        array.CopyTo(larger, 0);
        array = larger;
    }
}
