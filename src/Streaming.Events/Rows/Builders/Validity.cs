using System.Runtime.CompilerServices;
using Apache.Arrow;

namespace Streaming.Events.Rows.Builders;

/// <summary>Null bitmap that costs nothing until the first null.</summary>
struct Validity
{
    byte[]? _bits;
    bool _any;

    public int NullCount { get; private set; }

    /// <summary>Must be called for every value row once there is a bitmap; before that it does nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Valid(int row)
    {
        if (_any)
            Set(row);
    }

    public void Null(int row)
    {
        if (!_any)
            Begin(row);
        Ensure(row);
        _bits![row >> 3] &= (byte)~(1 << (row & 7));
        NullCount++;
    }

    public readonly bool IsValid(int row) => !_any || (_bits![row >> 3] & (1 << (row & 7))) != 0;

    public void Truncate(int length, int from)
    {
        for (var row = length; NullCount > 0 && row < from; row++)
            NullCount -= IsValid(row) ? 0 : 1;
    }

    public readonly ArrowBuffer Build(int length) =>
        NullCount == 0 ? ArrowBuffer.Empty : Growth.Copy<byte>(_bits.AsSpan(0, (length + 7) >> 3));

    public void Reset()
    {
        _any = false;
        NullCount = 0;
    }

    void Begin(int rows)
    {
        _any = true;
        Ensure(rows);
        _bits.AsSpan(0, (rows + 8) >> 3).Fill(0xFF);
    }

    void Set(int row)
    {
        Ensure(row);
        _bits![row >> 3] |= (byte)(1 << (row & 7));
    }

    void Ensure(int row)
    {
        _bits ??= [];
        Growth.Ensure(ref _bits!, (row >> 3) + 1);
    }
}
