namespace Streaming.Application.ExplainDecision;

/// <summary>
/// A score's shares as forces that meet at the margin (Lundberg et al. 2018, doi:10.1038/s41551-018-0304-0): what raises it pushes from the
/// left, what lowers it from the right, the greatest next to the margin.
/// </summary>
public static class Force
{
    /// <summary>Each feature that moves the margin, from left to right, without gaps.</summary>
    public static IReadOnlyList<WaterfallStep> Of(ScoreShares shares)
    {
        var steps = new List<WaterfallStep>();
        var at = shares.Margin;
        foreach (var share in shares.Features.Where(f => f.Contribution > 0).OrderByDescending(f => f.Contribution))
        {
            steps.Insert(0, Step(share, at - share.Contribution, at));
            at -= share.Contribution;
        }

        at = shares.Margin;
        foreach (var share in shares.Features.Where(f => f.Contribution < 0).OrderBy(f => f.Contribution))
        {
            steps.Add(Step(share, at - share.Contribution, at));
            at -= share.Contribution;
        }

        return steps;
    }

    static WaterfallStep Step(FeatureShare share, double from, double to) =>
        new($"{share.Feature} = {Waterfall.Text(share.Value)}", from, to);
}
