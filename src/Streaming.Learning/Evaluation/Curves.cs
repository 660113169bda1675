namespace Streaming.Learning.Evaluation;

/// <summary>A point of a curve over thresholds.</summary>
public readonly record struct CurvePoint(double X, double Y);

/// <summary>Curves over all thresholds at which the outcome changes, thinned to what a drawing can show.</summary>
public static class Curves
{
    /// <summary>More points than this are more than a line on a screen has.</summary>
    const int Most = 400;

    /// <summary>Share of the positive rows found (y) by share of the negative ones called positive (x). Empty where one of the classes is
    /// absent.</summary>
    public static IReadOnlyList<CurvePoint> Roc(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels) =>
        Of(
            scores,
            labels,
            (found, wrong, positives, negatives) => new CurvePoint(wrong / negatives, found / positives),
            new CurvePoint(0, 0)
        );

    /// <summary>Precision (y) by recall (x). Empty where one of the classes is absent.</summary>
    public static IReadOnlyList<CurvePoint> PrecisionRecall(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels) =>
        Of(scores, labels, (found, wrong, positives, _) => new CurvePoint(found / positives, found / (found + wrong)), first: null);

    static List<CurvePoint> Of(
        ReadOnlySpan<float> scores,
        ReadOnlySpan<bool> labels,
        Func<double, double, double, double, CurvePoint> point,
        CurvePoint? first
    )
    {
        var steps = ThresholdMetrics.Steps(scores, labels);
        double positives = steps.Sum(s => s.Positives),
            negatives = steps.Sum(s => s.Negatives);
        var points = new List<CurvePoint>();
        if (positives == 0 || negatives == 0)
            return points;
        if (first is { } start)
            points.Add(start);
        double found = 0,
            wrong = 0;
        foreach (var step in steps)
        {
            found += step.Positives;
            wrong += step.Negatives;
            points.Add(point(found, wrong, positives, negatives));
        }

        return Thinned(points);
    }

    /// <summary>Leaves points out that lie closer to the one before than a drawing resolves; both ends stay.</summary>
    static List<CurvePoint> Thinned(List<CurvePoint> points)
    {
        var kept = new List<CurvePoint> { points[0] };
        foreach (var point in points.Skip(1))
        {
            if (Math.Abs(point.X - kept[^1].X) + Math.Abs(point.Y - kept[^1].Y) >= 2.0 / Most)
                kept.Add(point);
        }

        if (kept[^1] != points[^1])
            kept.Add(points[^1]);
        return kept;
    }
}
