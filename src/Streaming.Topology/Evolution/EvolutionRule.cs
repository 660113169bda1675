using Streaming.Topology.Shapes;

namespace Streaming.Topology.Evolution;

enum ChangeEffect
{
    /// <summary>Goes live with the first batch written under the new text.</summary>
    Live,

    /// <summary>Cannot go on with the old lineage.</summary>
    Refused,

    /// <summary>One or the other; the rule's text says which.</summary>
    Depends,
}

/// <summary>What a change of one key of the topology file means for a pipeline that has lineage.</summary>
/// <param name="Key">As in the reference, such as <c>source.fields.&lt;name&gt;.type</c>.</param>
/// <param name="Effect">In one word.</param>
/// <param name="Meaning">Why, or from when on; a sentence for the documentation.</param>
sealed record EvolutionRule(string Key, ChangeEffect Effect, string Meaning)
{
    /// <summary>Where a key of features, fields or stages is looked at together with others, its differences come from one of
    /// them.</summary>
    public Func<Succession, IEnumerable<Difference>> Differences { get; init; } = _ => [];

    /// <summary>A value that may change.</summary>
    public static EvolutionRule Live(string key, string meaning, Func<Model.TopologyModel, object?> value) =>
        new(key, ChangeEffect.Live, meaning) { Differences = pair => Compare(key.Split('.'), pair, value, cure: null) };

    /// <summary>A value that stays what it is as long as the topology keeps its name.</summary>
    public static EvolutionRule Refused(string key, string meaning, Func<Model.TopologyModel, object?> value) =>
        new(key, ChangeEffect.Refused, meaning)
        {
            Differences = pair => Compare(key.Split('.'), pair, value, $"{meaning} {Cures.PutBack}"),
        };

    public static IEnumerable<Difference> Compare(
        IReadOnlyList<string> path,
        Succession pair,
        Func<Model.TopologyModel, object?> value,
        string? cure
    )
    {
        var (before, after) = (value(pair.Old), value(pair.New));
        if (!Equals(before, after))
            yield return new Difference(path, $"it was {Text(before)} and is {Text(after)}", cure);
    }

    /// <summary>A value as the file would write it.</summary>
    public static string Text(object? value) =>
        value switch
        {
            null => "not there",
            TimeSpan time => DurationText.Format(time),
            Enum or bool => value.ToString()!.ToLowerInvariant(),
            IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
            _ => $"'{value}'",
        };
}

static class Cures
{
    public const string PutBack = "Put it back, or run the changed topology under a new name, beside this one.";
}
