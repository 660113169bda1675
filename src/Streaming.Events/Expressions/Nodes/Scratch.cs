using System.Buffers;

namespace Streaming.Events.Expressions.Nodes;

/// <summary>Pooled memory for an intermediate column.</summary>
readonly ref struct Scratch<T>
    where T : unmanaged
{
    readonly T[] _array;

    Scratch(int length)
    {
        _array = ArrayPool<T>.Shared.Rent(length);
        Span = _array.AsSpan(0, length);
    }

    public Span<T> Span { get; }

    public static Scratch<T> Rent(int length) => new(length);

    public void Dispose() => ArrayPool<T>.Shared.Return(_array);
}
