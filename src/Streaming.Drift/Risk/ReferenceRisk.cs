using Streaming.Drift.Evidence;

namespace Streaming.Drift.Risk;

/// <summary>What the mean of losses may be, judged by a sample of them.</summary>
static class ReferenceRisk
{
    const int Halvings = 40;

    /// <summary>
    /// The upper confidence bound of the mean by betting (Waudby-Smith, Ramdas, Estimating means of bounded random variables by betting,
    /// JRSS B 2024): the least mean against which bets that it is lower have won.
    /// </summary>
    /// <param name="losses">Each from 0 to 1.</param>
    /// <param name="alpha">Chance, at most, that the mean is higher.</param>
    public static double Upper(IReadOnlyList<double> losses, double alpha)
    {
        // Where the highest mean is not refuted, none is.
        var (kept, refuted) = (losses.Average(), 1 - 1e-9);
        if (!IsRefuted(refuted))
            return 1;
        for (var i = 0; i < Halvings; i++)
        {
            var middle = kept + (refuted - kept) / 2;
            if (IsRefuted(middle))
                refuted = middle;
            else
                kept = middle;
        }

        return refuted;

        bool IsRefuted(double mean)
        {
            if (mean <= 0)
                return false;
            var bets = new UnitCell(mean, 1, Direction.Down);
            var stake = 1.0;
            foreach (var loss in losses)
            {
                bets.Add(loss, stake, cusum: false);
                stake = 0;
            }

            return bets.Evidence >= 1 / alpha;
        }
    }
}
