using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Learning.Recorded;

/// <summary>
/// Which of an event's labels counts, as its topology declares. Labels count in the order in which they became known, not in which they
/// came; only where several became known at one time does the one that was recorded last count as the later one.
/// </summary>
sealed class LabelRule(LabelsModel model)
{
    readonly LabelConflicts _conflicts = model.Conflicts ?? LabelConflicts.Latest;

    /// <summary>The rule in a few words; empty where the topology declares none.</summary>
    internal static string Words(LabelsModel model)
    {
        string?[] said =
        [
            model.Conflicts is { } conflicts ? $"conflicts {conflicts}" : null,
            model.Withdrawn is { } field ? $"withdrawn {field}" : null,
            model.Within is { } within ? $"within {DurationText.Format(within)}" : null,
        ];
        return string.Join(", ", said.Where(s => s is not null));
    }

    /// <summary>What the labels of an event come to.</summary>
    /// <param name="given">All of them, in the order in which they were recorded.</param>
    internal JoinedLabel Resolve(ReadOnlySpan<GivenLabel> given)
    {
        if (given is [{ Kind: not LabelKind.Withdrawal } only])
            return new JoinedLabel(LabelState.Known, only) { Labels = 1 };
        GivenLabel? withdrawal = null;
        foreach (var label in given)
        {
            if (label.Kind == LabelKind.Withdrawal && !(withdrawal?.Known >= label.Known))
                withdrawal = label;
        }

        GivenLabel? first = null,
            latest = null,
            positive = null;
        var (labels, negatives) = (0, 0);
        foreach (var label in given)
        {
            if (label.Kind == LabelKind.Withdrawal || label.Known <= withdrawal?.Known)
                continue;
            labels++;
            if (!(first?.Known <= label.Known))
                first = label;
            if (!(latest?.Known > label.Known))
                latest = label;
            if (!label.IsPositive)
                negatives++;
            else if (!(positive?.Known <= label.Known))
                positive = label;
        }

        if (latest is not { } last)
            return withdrawal is { } back ? new JoinedLabel(LabelState.Withdrawn, back) : default;
        var contradicted = negatives > 0 && negatives < labels;
        var counts = _conflicts switch
        {
            LabelConflicts.First => first!.Value,
            LabelConflicts.AnyPositive => positive ?? last,
            _ => last,
        };
        var state = contradicted && _conflicts == LabelConflicts.Reject ? LabelState.Contradicting : LabelState.Known;
        return new JoinedLabel(state, counts) { Labels = labels, Contradicted = contradicted };
    }
}

/// <summary>What the labels of an event come to.</summary>
/// <param name="State">Whether one counts.</param>
/// <param name="Label">Which.</param>
readonly record struct JoinedLabel(LabelState State, GivenLabel Label)
{
    /// <summary>How many there are that were not taken back.</summary>
    internal int Labels { get; init; }

    /// <summary>Whether these do not all say the same.</summary>
    internal bool Contradicted { get; init; }
}

/// <summary>Whether one of an event's labels counts.</summary>
enum LabelState : byte
{
    /// <summary>It has none.</summary>
    None,

    /// <summary>One does.</summary>
    Known,

    /// <summary>All were taken back.</summary>
    Withdrawn,

    /// <summary>They contradict each other, and the topology lets none count then.</summary>
    Contradicting,
}
