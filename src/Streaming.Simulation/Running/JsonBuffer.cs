using System.Buffers.Text;
using Streaming.Events.Time;

namespace Streaming.Simulation.Running;

/// <summary>Bytes of a JSON text that grows. Numbers are written in their shortest exact form, the same everywhere.</summary>
sealed class JsonBuffer
{
    const int Margin = 64;

    byte[] bytes = new byte[1024];
    long day = long.MinValue;
    readonly byte[] date = new byte[11];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => Range(0, Length);

    public ReadOnlyMemory<byte> Range(int start, int end) => bytes.AsMemory(start, end - start);

    public void Clear() => Length = 0;

    public void Write(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(bytes.AsSpan(Length));
        Length += text.Length;
    }

    public void Write(long value)
    {
        Reserve(0);
        Utf8Formatter.TryFormat(value, bytes.AsSpan(Length), out var written);
        Length += written;
    }

    public void Write(double value)
    {
        Reserve(0);
        Utf8Formatter.TryFormat(value, bytes.AsSpan(Length), out var written);
        Length += written;
    }

    /// <summary>ISO 8601 in UTC, in quotes; a fraction only where there is one.</summary>
    public void WriteTime(Timestamp time)
    {
        Reserve(0);
        var (days, rest) = Math.DivRem(time.Micros, TimeSpan.MicrosecondsPerDay);
        if (days != day)
            SetDay(days);
        var (seconds, fraction) = Math.DivRem(rest, 1_000_000);
        var to = bytes.AsSpan(Length);
        to[0] = (byte)'"';
        date.CopyTo(to[1..]);
        Two(to, 12, seconds / 3600);
        to[14] = (byte)':';
        Two(to, 15, seconds / 60 % 60);
        to[17] = (byte)':';
        Two(to, 18, seconds % 60);
        var length = 20;
        if (fraction > 0)
        {
            to[length++] = (byte)'.';
            for (var unit = 100_000; unit > 0; unit /= 10)
                to[length++] = (byte)('0' + (fraction / unit % 10));
        }

        to[length++] = (byte)'Z';
        to[length++] = (byte)'"';
        Length += length;
    }

    void SetDay(long days)
    {
        day = days;
        var of = DateTime.UnixEpoch.AddDays(days);
        Two(date, 0, of.Year / 100);
        Two(date, 2, of.Year % 100);
        date[4] = (byte)'-';
        Two(date, 5, of.Month);
        date[7] = (byte)'-';
        Two(date, 8, of.Day);
        date[10] = (byte)'T';
    }

    static void Two(Span<byte> to, int at, long value)
    {
        to[at] = (byte)('0' + (value / 10));
        to[at + 1] = (byte)('0' + (value % 10));
    }

    void Reserve(int length)
    {
        if (bytes.Length - Length < length + Margin)
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + length + Margin));
    }
}
