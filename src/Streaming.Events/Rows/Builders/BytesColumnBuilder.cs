using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Streaming.Events.Rows.Builders;

/// <summary>Strings (UTF-8) and binaries of any length.</summary>
public sealed class BytesColumnBuilder(IArrowType type) : ColumnBuilder(type)
{
    int[] _ends = [];
    byte[] _data = [];
    int _used;

    /// <summary>Bytes of a row already appended; empty for null.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Length);
            var start = row == 0 ? 0 : _ends[row - 1];
            return _data.AsSpan(start, _ends[row] - start);
        }
    }

    /// <summary>Adds a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Reserve(value.Length));
        Commit(value.Length);
    }

    /// <summary>Room for a value of at most <paramref name="maximum"/> bytes; <see cref="Commit"/> appends what was written to
    /// it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Reserve(int maximum)
    {
        Growth.Ensure(ref _data, _used + maximum);
        return _data.AsSpan(_used, maximum);
    }

    /// <summary>Adds a row of so many bytes, which lie in what was reserved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Commit(int written)
    {
        var row = Length;
        Growth.Ensure(ref _ends, row + 1);
        _used += written;
        _ends[row] = _used;
        Validity.Valid(row);
        Length = row + 1;
    }

    /// <inheritdoc/>
    public override void AppendNull()
    {
        Growth.Ensure(ref _ends, Length + 1);
        _ends[Length] = _used;
        Validity.Null(Length);
        Length++;
    }

    /// <inheritdoc/>
    public override void Truncate(int length)
    {
        Validity.Truncate(length, Length);
        Length = length;
        _used = length == 0 ? 0 : _ends[length - 1];
    }

    private protected override ArrowBuffer[] BuildBuffers(ArrowBuffer validity)
    {
        var offsets = GC.AllocateUninitializedArray<byte>((Length + 1) * sizeof(int));
        offsets.AsSpan(0, sizeof(int)).Clear();
        System.Buffer.BlockCopy(_ends, 0, offsets, sizeof(int), Length * sizeof(int));
        return [validity, new ArrowBuffer(offsets), Growth.Copy<byte>(_data.AsSpan(0, _used))];
    }

    private protected override void ResetValues()
    {
        Growth.Trim(ref _data, _used);
        Growth.Trim(ref _ends, Length);
        _used = 0;
    }
}
