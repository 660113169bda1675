using Streaming.Topology.Model;

namespace Streaming.Learning.Fairness;

/// <summary>The groups that an attribute divides rows into.</summary>
/// <param name="Name">Of the attribute.</param>
/// <param name="By">The expression that tells the group.</param>
/// <param name="Reference">The group that the others are held against; null: all others together.</param>
/// <param name="ReferenceState">Whether there is enough of it; null without one.</param>
/// <param name="Ungrouped">Rows that are in no group: the attribute is not known, or is none of the groups.</param>
/// <param name="Groups">Declared ones in their order, others by name.</param>
public sealed record AttributeFindings(
    string Name,
    string By,
    string? Reference,
    GroupState? ReferenceState,
    long Ungrouped,
    IReadOnlyList<GroupFindings> Groups
)
{
    /// <param name="attribute">What divides the rows.</param>
    /// <param name="ungrouped">Rows of no group.</param>
    /// <param name="tallies">Every group that occurs or is declared, in order.</param>
    /// <param name="smallest">Fewest rows that anything is said of.</param>
    internal static AttributeFindings Of(
        ProtectedAttribute attribute,
        long ungrouped,
        IReadOnlyList<(string Name, GroupTally Tally)> tallies,
        int smallest
    )
    {
        // What is too small goes into no figure, not even into that of all others: it could be worked out from the rest.
        var shown = tallies.Where(group => StateOf(group.Tally, smallest) == GroupState.Shown).ToList();
        GroupState? reference = attribute.Reference is { } named
            ? StateOf(tallies.FirstOrDefault(group => group.Name == named).Tally, smallest)
            : null;
        return new AttributeFindings(
            attribute.Name,
            attribute.Text,
            attribute.Reference,
            reference,
            ungrouped,
            [.. tallies.Select(group => Group(group.Name, group.Tally))]
        );

        GroupFindings Group(string name, GroupTally tally)
        {
            var state = StateOf(tally, smallest);
            if (state != GroupState.Shown)
                return new GroupFindings(name, state, null, null, null, null);
            var own = Figures(tally);
            var others = attribute.Reference is { } against
                ? shown.Where(group => group.Name == against && name != against).ToList()
                : shown.Where(group => group.Name != name).ToList();
            return new GroupFindings(
                name,
                state,
                tally.Rows,
                own.Rates,
                own.Calibration,
                others.Count == 0
                    ? null
                    : GroupComparison.Of(attribute.Reference, own, Figures(GroupTally.Sum(others.Select(group => group.Tally))))
            );
        }

        (GroupRates Rates, GroupCalibration? Calibration) Figures(GroupTally tally) =>
            (GroupRates.Of(tally, smallest), GroupCalibration.Of(tally, smallest));
    }

    static GroupState StateOf(GroupTally? tally, int smallest) =>
        tally is null || tally.Rows == 0 ? GroupState.NeverOccurs
        : tally.Rows < smallest ? GroupState.TooSmall
        : GroupState.Shown;
}
