using System.Globalization;

namespace Streaming.Application.ExplainDecision;

/// <summary>One step of a waterfall, from where the one before it ended.</summary>
/// <param name="Label">Whose it is.</param>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
public sealed record WaterfallStep(string Label, double From, double To)
{
    /// <summary>It goes up.</summary>
    public bool Raises => To > From;
}

/// <summary>A score's shares as steps from the base to the margin, the greatest last.</summary>
public static class Waterfall
{
    /// <summary>Features that have a step of their own; the others share one.</summary>
    const int Most = 12;

    /// <summary>The steps, in the order in which they are taken.</summary>
    public static IReadOnlyList<WaterfallStep> Of(ScoreShares shares)
    {
        var steps = new List<WaterfallStep>();
        var at = shares.Base;
        var alone = shares.Features.Count > Most + 1 ? Most : shares.Features.Count;
        if (alone < shares.Features.Count)
            Add($"{shares.Features.Count - alone} others", shares.Features.Skip(alone).Sum(f => f.Contribution));
        foreach (var share in shares.Features.Take(alone).Reverse())
            Add($"{share.Feature} = {Text(share.Value)}", share.Contribution);
        return steps;

        void Add(string label, double contribution)
        {
            steps.Add(new WaterfallStep(label, at, at + contribution));
            at += contribution;
        }
    }

    /// <summary>A feature's value as people read it.</summary>
    public static string Text(float? value) => value is { } number ? number.ToString("0.####", CultureInfo.InvariantCulture) : "missing";
}
