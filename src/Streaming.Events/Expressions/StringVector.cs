using System.Buffers;

namespace Streaming.Events.Expressions;

/// <summary>
/// Texts of the rows of a batch, as spans of UTF-8 in one block of memory. Owns pooled memory: dispose of it once, and keep
/// no span of it.
/// </summary>
public struct StringVector : IDisposable
{
    readonly int[] _start;
    readonly int[] _length;
    byte[]? _owned;
    ReadOnlyMemory<byte> _data;
    int _used;

    StringVector(int rows)
    {
        Length = rows;
        _start = ArrayPool<int>.Shared.Rent(rows);
        _length = ArrayPool<int>.Shared.Rent(rows);
    }

    /// <summary>Rows.</summary>
    public int Length { get; }

    /// <summary>UTF-8 of a row's text; empty where it is null.</summary>
    public readonly ReadOnlySpan<byte> this[int row] => (_owned ?? _data.Span).Slice(_start[row], Math.Max(0, _length[row]));

    /// <summary>Whether a row has no text.</summary>
    public readonly bool IsNull(int row) => _length[row] < 0;

    /// <summary>Texts that lie in memory owned by somebody else; rows are placed by <see cref="Place"/>.</summary>
    internal static StringVector Over(ReadOnlyMemory<byte> data, int rows) => new(rows) { _data = data };

    /// <summary>Texts to be written by <see cref="Write"/>, row after row.</summary>
    internal static StringVector Create(int rows, int expectedBytes) => new(rows) { _owned = ArrayPool<byte>.Shared.Rent(expectedBytes) };

    /// <summary>A negative length is null.</summary>
    internal readonly void Place(int row, int start, int length)
    {
        _start[row] = start;
        _length[row] = length;
    }

    internal void WriteNull(int row) => Place(row, 0, -1);

    internal void Write(int row, ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        Commit(row, text.Length);
    }

    internal Span<byte> Reserve(int maximum)
    {
        if (_used + maximum > _owned!.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_used + maximum, _owned.Length * 2));
            _owned.AsSpan(0, _used).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_owned);
            _owned = larger;
        }
        return _owned.AsSpan(_used, maximum);
    }

    internal void Commit(int row, int written)
    {
        Place(row, _used, written);
        _used += written;
    }

    /// <summary>Gives rented memory back.</summary>
    public readonly void Dispose()
    {
        ArrayPool<int>.Shared.Return(_start);
        ArrayPool<int>.Shared.Return(_length);
        if (_owned is not null)
            ArrayPool<byte>.Shared.Return(_owned);
    }
}
