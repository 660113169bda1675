using CsCheck;

namespace Streaming.Gateway.Tests.Fuzzing;

/// <summary>Numbers that decide, one after the other, how something is made. Where none is left the plainest is made, so that fewer and
/// smaller numbers mean something plainer: what fails is made plainer by the library that draws them.</summary>
sealed class Choices(IReadOnlyList<int> numbers)
{
    /// <summary>Drawn alike.</summary>
    public static Gen<int[]> Numbers { get; } = Gen.Int[0, 1 << 20].Array[0, 160];

    int _next;

    /// <summary>From 0.</summary>
    public int Below(int end) => _next < numbers.Count ? numbers[_next++] % end : 0;

    /// <summary>Seldom.</summary>
    public bool OneIn(int times) => Below(times) == times - 1;

    public T Of<T>(params IReadOnlyList<T> any) => any[Below(any.Count)];
}
