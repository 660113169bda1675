using System.Globalization;
using Streaming.Learning.Fairness;

namespace Streaming.Application.ShowFairness;

/// <summary>What has to be known to read figures of groups, in sentences.</summary>
static class FairnessNotes
{
    /// <summary>Where labels of adverse decisions are so much rarer, those that there are tell little of the others.</summary>
    const double MuchRarer = 0.2;

    public static IReadOnlyList<string> Of(FairnessReport report, int smallest) =>
        report.Rows == 0
            ? ["No row of the time is recorded."]
            : [.. report.Attributes.SelectMany(attribute => Of(attribute, smallest)), .. Labels(report)];

    static IEnumerable<string> Of(AttributeFindings attribute, int smallest)
    {
        foreach (var group in attribute.Groups)
        {
            if (group.State == GroupState.NeverOccurs)
                yield return $"{attribute.Name}: the group '{group.Name}' never occurs.";
            else if (group.State == GroupState.TooSmall)
                yield return $"{attribute.Name}: the group '{group.Name}' has fewer than {smallest} rows; nothing of it is in any figure.";
        }

        if (attribute.Groups.Count == 0)
            yield return $"{attribute.Name}: no row is in a group.";
        if (attribute.ReferenceState is { } state and not GroupState.Shown)
        {
            yield return $"{attribute.Name}: nothing is compared, since the reference '{attribute.Reference}' "
                + $"{(state == GroupState.NeverOccurs ? "never occurs" : $"has fewer than {smallest} rows")}.";
        }

        if (attribute.Ungrouped > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{attribute.Name}: {attribute.Ungrouped:N0} rows are in no group.");
        foreach (var group in attribute.Groups)
        {
            if (
                group.Rates is { UnlabelledAdverse: { } adverse, UnlabelledFavoured: { } favoured }
                && adverse.Value > favoured.Value + MuchRarer
            )
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{attribute.Name}: of '{group.Name}', {adverse.Value:0.#%} of adverse decisions have no label, against "
                        + $"{favoured.Value:0.#%} of favourable ones: what labels tell is of those that have one."
                );
            }
        }
    }

    static IEnumerable<string> Labels(FairnessReport report) =>
        report.DueBefore is null ? ["The topology has no labels: only selection rates can be told."] : [];
}
