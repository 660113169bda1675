namespace Streaming.Embedded.Kafka.Log;

/// <summary>Zig-zag varints, the numbers inside records.</summary>
static class Varint
{
    public static long Read(ReadOnlySpan<byte> bytes, ref int position)
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var b = bytes[position++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
                break;
        }

        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public static void Write(Stream into, long number)
    {
        var value = (ulong)((number << 1) ^ (number >> 63));
        for (; value >= 0x80; value >>= 7)
            into.WriteByte((byte)(value | 0x80));
        into.WriteByte((byte)value);
    }
}
