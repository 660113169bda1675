using System.Numerics;
using System.Runtime.InteropServices;

namespace Streaming.Simulation.Numbers;

/// <summary>
/// xoshiro256++ (Blackman, Vigna: "Scrambled linear pseudorandom number generators", 2021), its state filled by SplitMix64.
/// Integer arithmetic only: the same numbers on every machine and in every version.
/// </summary>
sealed class Rng
{
    ulong a,
        b,
        c,
        d;

    /// <param name="seed">Seed of the whole simulation.</param>
    /// <param name="purpose">What the numbers are for; different purposes have independent numbers.</param>
    /// <param name="number">Such as a day.</param>
    public Rng(ulong seed, string purpose, long number = 0)
    {
        var state = Mix(seed) ^ Mix(unchecked((ulong)number) + 0x632BE59BD9B4E019);
        foreach (var unit in MemoryMarshal.Cast<char, ushort>(purpose))
            state = Mix(state ^ unit);
        a = Mix(state += Step);
        b = Mix(state += Step);
        c = Mix(state += Step);
        d = Mix(state + Step);
    }

    const ulong Step = 0x9E3779B97F4A7C15;

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(a + d, 23) + a;
        var shifted = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = BitOperations.RotateLeft(d, 45);
        return result;
    }

    /// <summary>In [0, 1), a multiple of 2^-53.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From 0 to <paramref name="count"/> - 1, by the high half of a product; the bias is below 2^-32 for counts below
    /// 2^32.</summary>
    public int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    static ulong Mix(ulong z)
    {
        z += Step;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
