using System.Runtime.Intrinsics;
using Streaming.Drift.State;

namespace Streaming.Drift.Evidence;

/// <summary>
/// The evidence that the mean of values from 0 to 1 has left an interval [low, high] at some time: bets e = 1 + l (x - high) that it rose
/// above, and e = 1 - l (x - low) that it fell below, of several sizes l each. No bet gains on average while the mean of each value, given
/// those before it, lies in the interval.
/// </summary>
/// <remarks>
/// A bet is told by the mean q that it is best for: e is (1 - q) / (1 - edge) at 0 and q / edge at 1, a likelihood ratio where values are
/// 0 or 1, and linear between. Sizes are spread evenly on the scale of the arcsine of the root, on which a standard deviation of a rate is
/// about as long everywhere.
/// </remarks>
sealed class UnitCell
{
    /// <summary>How far the means that are bet on lie from the edge, in radians: half of a difference in standard deviations.</summary>
    static readonly double[] Distances = [0.05, 0.08, 0.125, 0.2, 0.315, 0.5, 0.8, 1.25];

    const double QuarterTurn = Math.PI / 2;

    // Eight bets a side: two vectors each. Their width is fixed, so that sums have one order on every machine.
    const int Side = 8;

    readonly double[] _atZero = new double[2 * Side];
    readonly double[] _step = new double[2 * Side];
    readonly double[] _weights = new double[2 * Side];
    readonly double[] _wealth = new double[2 * Side];

    // Where there are bets: on a rise, on a fall, or on both.
    readonly int _from;
    readonly int _to;

    public UnitCell(double low, double high, Direction direction)
    {
        var up = direction.HasFlag(Direction.Up) && high < 1;
        var down = direction.HasFlag(Direction.Down) && low > 0;
        (_from, _to) = (up ? 0 : Side, down ? 2 * Side : Side);
        var share = up && down ? 0.5 : 1;
        if (up)
            Bet(0, Math.Asin(Math.Sqrt(high)), share, bottom: false);
        // A fall of x is a rise of 1 - x.
        if (down)
            Bet(Side, Math.Asin(Math.Sqrt(1 - low)), share, bottom: true);
    }

    void Bet(int at, double edge, double share, bool bottom)
    {
        var mean = Square(Math.Sin(edge));
        for (var i = 0; i < Side; i++)
        {
            var target = Square(Math.Sin(Math.Min(edge + Distances[i], (edge + 3 * QuarterTurn) / 4)));
            var (rest, hit) = ((1 - target) / (1 - mean), target / mean);
            _atZero[at + i] = bottom ? hit : rest;
            _step[at + i] = bottom ? rest - hit : hit - rest;
            _weights[at + i] = share / Side;
        }
    }

    /// <summary>The evidence, as a multiple of the stake: on average at most as many as there were values, while the mean is in the
    /// interval.</summary>
    public double Evidence => _to > Side ? Rise + Sum(Weighted(Side)) : Rise;

    /// <summary>How much of it says that the mean rose.</summary>
    public double Rise => _from < Side ? Sum(Weighted(0)) : 0;

    public void Add(double value, bool cusum) => Add(value, stake: 1, cusum);

    /// <summary>Takes a value after so much is staked anew on each bet, or, for a CUSUM, after bets that hold less are made up to
    /// it.</summary>
    public void Add(double value, double stake, bool cusum)
    {
        var x = Vector256.Create(value);
        var added = Vector256.Create(stake);
        for (var i = _from; i < _to; i += Vector256<double>.Count)
        {
            var held = Vector256.LoadUnsafe(ref _wealth[i]);
            held = cusum ? Vector256.Max(held, added) : held + added;
            After(held, x, i).StoreUnsafe(ref _wealth[i]);
        }
    }

    /// <summary>Takes a value after 1 is staked anew on each bet, for those who add up many cells.</summary>
    /// <returns>Four numbers whose sum is the evidence, but for how it is rounded.</returns>
    public Vector256<double> Stake(double value)
    {
        var x = Vector256.Create(value);
        var held = Vector256<double>.Zero;
        for (var i = _from; i < _to; i += Vector256<double>.Count)
        {
            var wealth = After(Vector256.LoadUnsafe(ref _wealth[i]) + Vector256<double>.One, x, i);
            wealth.StoreUnsafe(ref _wealth[i]);
            held += wealth * Vector256.LoadUnsafe(ref _weights[i]);
        }

        return held;
    }

    /// <summary>What <see cref="Stake"/> returned.</summary>
    public Vector256<double> Held => Weighted(0) + Weighted(Side);

    /// <summary>Whether <see cref="Stake"/> with this value changes nothing any more. Bets that lose with it come to that: what is staked
    /// anew and what is lost are the same then, to the last bit.</summary>
    public bool IsSettledAt(double value)
    {
        var x = Vector256.Create(value);
        for (var i = _from; i < _to; i += Vector256<double>.Count)
        {
            var wealth = Vector256.LoadUnsafe(ref _wealth[i]);
            if (After(wealth + Vector256<double>.One, x, i) != wealth)
                return false;
        }

        return true;
    }

    /// <summary>No bet holds more while the evidence is below <paramref name="alarm"/>.</summary>
    public static double MostWealth(double alarm) => 2 * Side * alarm;

    public void Clear() => Array.Clear(_wealth);

    public void Write(StateWriter state) => state.Doubles(_wealth);

    public void Read(ref StateReader state, double most)
    {
        for (var i = 0; i < _wealth.Length; i++)
            _wealth[i] = state.Within(0, most);
    }

    Vector256<double> After(Vector256<double> held, Vector256<double> x, int i) =>
        held * (Vector256.LoadUnsafe(ref _atZero[i]) + x * Vector256.LoadUnsafe(ref _step[i]));

    Vector256<double> Weighted(int side) =>
        Vector256.LoadUnsafe(ref _wealth[side]) * Vector256.LoadUnsafe(ref _weights[side])
        + Vector256.LoadUnsafe(ref _wealth[side + Side / 2]) * Vector256.LoadUnsafe(ref _weights[side + Side / 2]);

    static double Sum(Vector256<double> v) => v[0] + v[1] + (v[2] + v[3]);

    static double Square(double x) => x * x;
}
