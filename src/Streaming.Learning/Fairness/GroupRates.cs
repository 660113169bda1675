namespace Streaming.Learning.Fairness;

/// <summary>The shares of a group's rows by which it is held against others; each null where it would be of too few rows.</summary>
/// <param name="Selection">Rows with a favourable decision, of all. Equal ones are demographic parity.</param>
/// <param name="Deserving">Rows for which the favourable decision is the right one, of those with a label.</param>
/// <param name="TruePositive">Favourable decisions, of labelled rows for which they are right. Equal ones are equal opportunity.</param>
/// <param name="FalsePositive">Favourable decisions, of labelled rows for which they are wrong. With the one before: equalised
/// odds.</param>
/// <param name="Precision">Right ones, of labelled rows with a favourable decision. Equal ones are predictive parity.</param>
/// <param name="Unlabelled">Rows without a label, of those whose label has had its time to come.</param>
/// <param name="UnlabelledFavoured">The same, of those with a favourable decision.</param>
/// <param name="UnlabelledAdverse">The same, of those with an adverse one.</param>
public sealed record GroupRates(
    Rate? Selection,
    Rate? Deserving,
    Rate? TruePositive,
    Rate? FalsePositive,
    Rate? Precision,
    Rate? Unlabelled,
    Rate? UnlabelledFavoured,
    Rate? UnlabelledAdverse
)
{
    internal static GroupRates Of(GroupTally tally, int smallest)
    {
        var (right, wrong) = (tally.TruePositives + tally.FalseNegatives, tally.FalsePositives + tally.TrueNegatives);
        var favoured = tally.TruePositives + tally.FalsePositives;
        return new GroupRates(
            Share(tally.Favoured, tally.Rows),
            Share(right, tally.Labelled),
            Share(tally.TruePositives, right),
            Share(tally.FalsePositives, wrong),
            Share(tally.TruePositives, favoured),
            Share(tally.Due - tally.Labelled, tally.Due),
            Share(tally.DueFavoured - favoured, tally.DueFavoured),
            Share(tally.DueAdverse - (tally.Labelled - favoured), tally.DueAdverse)
        );

        Rate? Share(long hits, long of) => of < Math.Max(1, smallest) ? null : Proportions.Wilson(hits, of);
    }
}
