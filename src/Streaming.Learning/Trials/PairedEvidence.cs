namespace Streaming.Learning.Trials;

/// <summary>
/// Evidence, gathered row by row, that the mean of bounded differences lies above a bound: the wealth of somebody who bets on it. While it
/// does not, no row gains anything on average whatever came before, so that the chance that the wealth ever reaches a multiple of its stake
/// is at most one in that multiple (Ville's inequality): it may be looked at after every row. The bets are a mixture of fixed sizes,
/// so that the wealth does not depend on the order of the rows. Waudby-Smith and Ramdas, Estimating means of bounded random variables by
/// betting, JRSS B 86 (2024), section 4.
/// </summary>
/// <param name="bound">Of the mean under the hypothesis that is bet against, above -1 and below 1.</param>
sealed class PairedEvidence(double bound)
{
    /// <summary>From half of what could lose everything at once, each half the one before: differences of one in a few thousand are
    /// still found by the smallest.</summary>
    const int Sizes = 12;

    readonly double[] _logs = new double[Sizes];

    /// <summary>Takes a difference, -1 to 1.</summary>
    public void Add(double difference)
    {
        var bet = 0.5 / (1 + bound);
        for (var size = 0; size < Sizes; size++, bet /= 2)
            _logs[size] += Math.Log(1 + bet * (difference - bound));
    }

    /// <summary>The wealth as a multiple of the stake; 1 before the first row.</summary>
    public double Wealth
    {
        get
        {
            double sum = 0;
            foreach (var log in _logs)
                sum += Math.Exp(Math.Min(log, 700));
            return sum / Sizes;
        }
    }
}
