using Streaming.Learning.Evaluation;

namespace Streaming.Learning.Fairness;

/// <summary>
/// Whether scores mean the same in a group as they say: of rows that score 0.3, three in ten should have a label that is true (calibration
/// by group: Kleinberg, Mullainathan and Raghavan 2017, Inherent trade-offs in the fair determination of risk scores).
/// </summary>
/// <param name="Rows">Labelled rows with a score.</param>
/// <param name="MeanScore">Of these.</param>
/// <param name="TrueShare">Those whose label is true.</param>
/// <param name="Gap">The mean score less that share: above zero, the scores are too high. Its interval is that of a mean, by the
/// rows' own spread.</param>
/// <param name="Error">Expected calibration error (<see cref="CalibrationError"/>). Never below zero, and larger in small
/// groups.</param>
/// <param name="Bins">The same by tenths of the score, rising; without those of too few rows.</param>
public sealed record GroupCalibration(
    int Rows,
    double MeanScore,
    Rate TrueShare,
    Estimate Gap,
    double Error,
    IReadOnlyList<CalibrationBin> Bins
)
{
    const int Tenths = 10;

    /// <summary>Null where there would be too few rows.</summary>
    internal static GroupCalibration? Of(GroupTally tally, int smallest)
    {
        var scores = tally.Scores;
        var labels = tally.Labels;
        if (scores.Length < Math.Max(1, smallest))
            return null;
        var (sum, hits) = (0.0, 0);
        var bins = new (int Rows, double Sum, int Hits)[Tenths];
        for (var row = 0; row < scores.Length; row++)
        {
            ref var bin = ref bins[Math.Clamp((int)(scores[row] * Tenths), 0, Tenths - 1)];
            var hit = labels[row] ? 1 : 0;
            bin = (bin.Rows + 1, bin.Sum + scores[row], bin.Hits + hit);
            sum += scores[row];
            hits += hit;
        }

        var mean = sum / scores.Length;
        var share = Proportions.Wilson(hits, scores.Length);
        return new GroupCalibration(
            scores.Length,
            mean,
            share,
            GapOf(scores, labels, mean - share.Value),
            CalibrationError.Of(scores, labels)!.Value,
            [
                .. bins.Index()
                    .Where(bin => bin.Item.Rows >= smallest)
                    .Select(bin => new CalibrationBin(
                        bin.Index / (double)Tenths,
                        bin.Item.Sum / bin.Item.Rows,
                        Proportions.Wilson(bin.Item.Hits, bin.Item.Rows)
                    )),
            ]
        );
    }

    static Estimate GapOf(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels, double gap)
    {
        if (scores.Length < 2)
            return new Estimate(gap, null, null);
        var squares = 0.0;
        for (var row = 0; row < scores.Length; row++)
        {
            var off = scores[row] - (labels[row] ? 1 : 0) - gap;
            squares += off * off;
        }

        var half = Proportions.Z * Math.Sqrt(squares / (scores.Length - 1) / scores.Length);
        return new Estimate(gap, gap - half, gap + half);
    }

    /// <summary>The gap of one less that of another, of independent rows.</summary>
    internal static Estimate? Difference(GroupCalibration? one, GroupCalibration? other)
    {
        if (one is null || other is null)
            return null;
        var difference = one.Gap.Value - other.Gap.Value;
        if (one.Gap.High is not { } first || other.Gap.High is not { } second)
            return new Estimate(difference, null, null);
        var (a, b) = (first - one.Gap.Value, second - other.Gap.Value);
        var half = Math.Sqrt(a * a + b * b);
        return new Estimate(difference, difference - half, difference + half);
    }
}

/// <summary>Labelled rows of a group whose scores are in one tenth.</summary>
/// <param name="From">Where the tenth begins.</param>
/// <param name="MeanScore">Of these rows.</param>
/// <param name="TrueShare">Those whose label is true.</param>
public sealed record CalibrationBin(double From, double MeanScore, Rate TrueShare);
