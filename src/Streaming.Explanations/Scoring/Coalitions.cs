namespace Streaming.Explanations.Scoring;

/// <summary>Sets of players, a bit a player.</summary>
/// <param name="players">How many players there are.</param>
/// <param name="count">How many sets.</param>
sealed class Coalitions(int players, int count)
{
    readonly int _words = (players + 63) / 64;
    readonly ulong[] _bits = new ulong[(long)count * ((players + 63) / 64)];

    internal int Players => players;

    internal int Count => count;

    /// <summary>All but the empty one and the full one; number n - 1 is the set whose bits are n.</summary>
    internal static Coalitions Between(int players)
    {
        var all = new Coalitions(players, (1 << players) - 2);
        for (var n = 0; n < all._bits.Length; n++)
            all._bits[n] = (ulong)n + 1;
        return all;
    }

    internal bool Has(int coalition, int player) => (_bits[(coalition * _words) + (player >> 6)] >> (player & 63) & 1) != 0;

    internal void Add(int coalition, int player) => _bits[(coalition * _words) + (player >> 6)] |= 1UL << (player & 63);
}
