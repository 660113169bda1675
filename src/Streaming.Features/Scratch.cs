namespace Streaming.Features;

/// <summary>Working memory that grows to the largest batch and stays.</summary>
static class Scratch
{
    public static Span<T> Ensure<T>(ref T[] memory, int length)
    {
        if (memory.Length < length)
            memory = new T[Math.Max(length, 2 * memory.Length)];
        return memory.AsSpan(0, length);
    }
}
