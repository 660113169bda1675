namespace Streaming.Drift.Tests.Streams;

/// <summary>
/// MOA's AbruptChangeGenerator with -p 2000, made anew: errors at a rate of 0.2 for 1,000 rows, then 0.8 for 1,000, and so on. What counts
/// as a
/// change is the rise.
/// </summary>
static class AbruptStream
{
    public const int Rows = 10_000;
    public const int Changes = 5;

    /// <summary>Value of each row, and whether the rate rises with it.</summary>
    public static IEnumerable<(double Value, bool Change)> Of(long seed)
    {
        var random = new JavaRandom(seed);
        for (var row = 1; row <= Rows; row++)
        {
            var phase = row % 2000;
            yield return (random.Unit() <= (phase < 1000 ? 0.2 : 0.8) ? 1 : 0, phase == 1000);
        }
    }

    /// <summary>The first alarm after a change is a hit; every other alarm is a false one.</summary>
    public static Score Measure(IEnumerable<long> seeds, Func<DriftDetector> create)
    {
        var (streams, hits, wrong, delay) = (0, 0, 0, 0L);
        foreach (var seed in seeds)
        {
            streams++;
            var detector = create();
            var (row, change) = (0, -1);
            foreach (var (value, changes) in Of(seed))
            {
                row++;
                if (changes)
                    change = row;
                if (detector.Add(value) != DriftLevel.Alarm)
                    continue;
                if (change < 0)
                {
                    wrong++;
                }
                else
                {
                    hits++;
                    delay += row - change;
                    change = -1;
                }
            }
        }

        return new Score(streams, hits, wrong, delay / (double)Math.Max(1, hits));
    }

    public sealed record Score(int Streams, int Hits, int FalseAlarms, double MeanDelay)
    {
        public double FalseAlarmsAStream => FalseAlarms / (double)Streams;

        public double F1 => 2.0 * Hits / (Hits + FalseAlarms + Streams * Changes);
    }

    /// <summary>java.util.Random.</summary>
    sealed class JavaRandom(long seed)
    {
        const long Mask = (1L << 48) - 1;
        long _state = (seed ^ 0x5DEECE66D) & Mask;

        public double Unit() => ((Bits(26) << 27) + Bits(27)) * (1.0 / (1L << 53));

        long Bits(int count)
        {
            _state = unchecked(_state * 0x5DEECE66D + 0xB) & Mask;
            return _state >> (48 - count);
        }
    }
}
