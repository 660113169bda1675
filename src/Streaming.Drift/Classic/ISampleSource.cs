namespace Streaming.Drift.Classic;

/// <summary>Where a detector that draws gets its numbers from.</summary>
interface ISampleSource
{
    /// <summary>All there is to know of it.</summary>
    ulong State { get; set; }

    /// <summary>A whole number from 0 on, below <paramref name="end"/>.</summary>
    int Below(int end);
}

/// <summary>SplitMix64: Steele, Lea, Flood, Fast splittable pseudorandom number generators, OOPSLA 2014.</summary>
sealed class SplitMix(ulong seed) : ISampleSource
{
    public ulong State { get; set; } = seed;

    public int Below(int end)
    {
        var mixed = State += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        mixed ^= mixed >> 31;
        // The upper half of the product: biased by less than end / 2^64.
        return (int)Math.BigMul(mixed, (ulong)end, out _);
    }
}
