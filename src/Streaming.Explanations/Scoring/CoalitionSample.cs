namespace Streaming.Explanations.Scoring;

/// <summary>
/// Which coalitions are scored where there are too many for all: pairs of one and its complement. The sizes that weigh most, the smallest
/// and the largest, are taken whole as far as the number allows; of each other size some are drawn, as many as its weight asks for.
/// </summary>
sealed class CoalitionSample
{
    /// <param name="From">The first pair.</param>
    /// <param name="Count">How many.</param>
    /// <param name="Weight">Of each pair in the regression.</param>
    /// <param name="Drawn">False: all pairs of that size are there.</param>
    internal readonly record struct Stratum(int From, int Count, double Weight, bool Drawn);

    readonly List<Stratum> _strata = [];

    CoalitionSample(Coalitions coalitions) => Coalitions = coalitions;

    /// <summary>Pair p is 2p and 2p + 1, which has the players that the other lacks.</summary>
    internal Coalitions Coalitions { get; }

    internal IReadOnlyList<Stratum> Strata => _strata;

    /// <summary>The least number of pairs: all of one player and its complement, and two of each other size to tell the error by.</summary>
    internal static int LeastPairs(int players) => players + (2 * ((players / 2) - 1));

    /// <param name="players">More than two.</param>
    /// <param name="pairs">How many pairs.</param>
    /// <param name="seed">Draws.</param>
    internal static CoalitionSample Draw(int players, int pairs, long seed)
    {
        var plan = Plan(players, pairs);
        var sample = new CoalitionSample(new Coalitions(players, 2 * plan.Sum(p => p.Pairs)));
        var random = new SplitMix(unchecked((ulong)seed * 0x9E3779B97F4A7C15) ^ (ulong)players);
        var order = Enumerable.Range(0, players).ToArray();
        var at = 0;
        foreach (var (size, count, weight, whole) in plan)
        {
            sample._strata.Add(new Stratum(at, count, weight / count, !whole));
            if (whole)
            {
                foreach (var chosen in Subsets(players, size))
                    sample.Add(at++, chosen);
                continue;
            }

            for (var i = 0; i < count; i++)
            {
                for (var k = 0; k < size; k++)
                {
                    var other = k + random.Next(players - k);
                    (order[k], order[other]) = (order[other], order[k]);
                }

                sample.Add(at++, order.AsSpan(0, size));
            }
        }

        return sample;
    }

    /// <summary>How many pairs of each size, and the weight of all its pairs: Shapley's kernel (Lundberg, Lee 2017, arXiv:1705.07874).
    /// </summary>
    static List<(int Size, int Pairs, double Weight, bool Whole)> Plan(int players, int pairs)
    {
        var sizes = Enumerable.Range(1, players / 2).ToList();
        var weights = sizes.ConvertAll(k => (players - 1.0) / ((double)k * (players - k)) / (2 * k == players ? 2 : 1));
        var plan = new List<(int, int, double, bool)>();
        var (left, weightLeft) = (pairs, weights.Sum());
        var (whole, all) = (true, 1.0);
        foreach (var (i, size) in sizes.Index())
        {
            all = all * (players - size + 1) / size;
            var ofSize = 2 * size == players ? all / 2 : all;
            whole = whole && (size == 1 || left * weights[i] / weightLeft >= ofSize - 0.5);
            var count = whole ? (int)Math.Round(ofSize) : Math.Max(2, (int)Math.Round(left * weights[i] / weightLeft));
            plan.Add((size, count, weights[i], whole));
            if (whole)
                (left, weightLeft) = (Math.Max(0, left - count), weightLeft - weights[i]);
        }

        return plan;
    }

    /// <summary>All sets of that size; of those of half the players one of each pair.</summary>
    static IEnumerable<int[]> Subsets(int players, int size)
    {
        var chosen = Enumerable.Range(0, size).ToArray();
        while (2 * size != players || chosen[0] == 0)
        {
            yield return chosen;
            var last = size - 1;
            while (last >= 0 && chosen[last] == players - size + last)
                last--;
            if (last < 0)
                yield break;
            chosen[last]++;
            for (var k = last + 1; k < size; k++)
                chosen[k] = chosen[k - 1] + 1;
        }
    }

    void Add(int pair, ReadOnlySpan<int> chosen)
    {
        foreach (var player in chosen)
            Coalitions.Add(2 * pair, player);
        for (var player = 0; player < Coalitions.Players; player++)
        {
            if (!Coalitions.Has(2 * pair, player))
                Coalitions.Add((2 * pair) + 1, player);
        }
    }
}
