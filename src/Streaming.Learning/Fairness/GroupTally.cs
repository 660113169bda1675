using System.Runtime.InteropServices;
using Streaming.Learning.Evaluation;

namespace Streaming.Learning.Fairness;

/// <summary>What was decided about the rows of a group, and how it turned out.</summary>
sealed class GroupTally
{
    readonly List<float> _scores = [];
    readonly List<bool> _labels = [];

    internal long Rows { get; private set; }

    /// <summary>Rows with a favourable decision.</summary>
    internal long Favoured { get; private set; }

    /// <summary>Rows whose label has had its time to come, with a favourable decision.</summary>
    internal long DueFavoured { get; private set; }

    /// <summary>The same with an adverse one.</summary>
    internal long DueAdverse { get; private set; }

    /// <summary>Favourable, and rightly so.</summary>
    internal long TruePositives { get; private set; }

    /// <summary>Favourable, and wrongly so.</summary>
    internal long FalsePositives { get; private set; }

    /// <summary>Adverse, and wrongly so.</summary>
    internal long FalseNegatives { get; private set; }

    /// <summary>Adverse, and rightly so.</summary>
    internal long TrueNegatives { get; private set; }

    internal long Due => DueFavoured + DueAdverse;

    internal long Labelled => TruePositives + FalsePositives + FalseNegatives + TrueNegatives;

    /// <summary>Scores of labelled rows, as far as they have one.</summary>
    internal ReadOnlySpan<float> Scores => CollectionsMarshal.AsSpan(_scores);

    /// <summary>What the labels of these say.</summary>
    internal ReadOnlySpan<bool> Labels => CollectionsMarshal.AsSpan(_labels);

    /// <param name="favoured">The decision is favourable.</param>
    /// <param name="due">Its label has had its time to come.</param>
    /// <param name="score">NaN: there is none.</param>
    /// <param name="label">Null: not known.</param>
    /// <param name="deserved">The label says that the favourable decision is right.</param>
    internal void Add(bool favoured, bool due, float score, bool? label, bool deserved)
    {
        Rows++;
        Favoured += favoured ? 1 : 0;
        // A label that came early says little of those that are still to come.
        if (!due)
            return;
        DueFavoured += favoured ? 1 : 0;
        DueAdverse += favoured ? 0 : 1;
        if (label is not { } known)
            return;
        switch (favoured, deserved)
        {
            case (true, true):
                TruePositives++;
                break;
            case (true, false):
                FalsePositives++;
                break;
            case (false, true):
                FalseNegatives++;
                break;
            case (false, false):
                TrueNegatives++;
                break;
        }

        if (float.IsNaN(score))
            return;
        _scores.Add(score);
        _labels.Add(known);
    }

    /// <summary>Several groups as one.</summary>
    internal static GroupTally Sum(IEnumerable<GroupTally> tallies)
    {
        var sum = new GroupTally();
        foreach (var tally in tallies)
        {
            sum.Rows += tally.Rows;
            sum.Favoured += tally.Favoured;
            sum.DueFavoured += tally.DueFavoured;
            sum.DueAdverse += tally.DueAdverse;
            sum.TruePositives += tally.TruePositives;
            sum.FalsePositives += tally.FalsePositives;
            sum.FalseNegatives += tally.FalseNegatives;
            sum.TrueNegatives += tally.TrueNegatives;
            sum._scores.AddRange(tally._scores);
            sum._labels.AddRange(tally._labels);
        }

        return sum;
    }
}
