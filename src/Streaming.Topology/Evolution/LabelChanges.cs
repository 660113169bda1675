using Streaming.Topology.Model;

namespace Streaming.Topology.Evolution;

/// <summary>The labels section, where both texts have one; and whether both have.</summary>
static class LabelChanges
{
    public static IEnumerable<Difference> Section(Succession pair)
    {
        if (pair.Old.Labels is null == pair.New.Labels is null)
            yield break;
        yield return pair.New.Labels is not null
            ? new Difference(["labels"], "the labels are new", null)
            : new Difference([], "the labels are gone", $"Their stage has lineage. {Cures.PutBack}");
    }

    public static EvolutionRule Live(string key, string meaning, Func<LabelsModel, object?> value) =>
        Rule(key, ChangeEffect.Live, meaning, value, cure: null);

    public static EvolutionRule Refused(string key, string meaning, Func<LabelsModel, object?> value) =>
        Rule(key, ChangeEffect.Refused, meaning, value, $"{meaning} {Cures.PutBack}");

    static EvolutionRule Rule(string key, ChangeEffect effect, string meaning, Func<LabelsModel, object?> value, string? cure) =>
        new(key, effect, meaning)
        {
            Differences = pair =>
                pair is { Old.Labels: not null, New.Labels: not null }
                    ? EvolutionRule.Compare(key.Split('.'), pair, t => value(t.Labels!), cure)
                    : [],
        };
}
