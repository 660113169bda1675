using Streaming.Topology.Config.Fairness;
using Streaming.Topology.Expressions;
using Streaming.Topology.Expressions.Checking;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Binding;

/// <summary>Whether the groups that are declared can be told from the fields that there are.</summary>
static class FairnessBinder
{
    public static FairnessModel Bind(
        Located<FairnessConfig> located,
        SourceModel source,
        IReadOnlyList<FeatureModel> features,
        ScoreModel? score,
        FaultLog log
    )
    {
        var config = located.Value;
        var decisions = Decisions(config, score, log);
        var scope = Scope
            .Of(source.Fields)
            .Without(features.Select(f => f.Name), "A group is told from what an event says; write it over fields.");
        List<ProtectedAttribute> attributes = [.. config.Groups.Select(group => Attribute(group, scope, log)).OfType<ProtectedAttribute>()];
        var thresholds = Thresholds(config, attributes, log);
        NeverUsed.Check(config.Never, source, features, score, thresholds?.Attribute, log);
        return new FairnessModel
        {
            Thresholds = thresholds,
            Decisions = decisions,
            AreAdverse = config.Adverse is not null,
            Smallest = config.Smallest,
            Attributes = attributes,
            Never = [.. config.Never.Select(field => field.Value)],
        };
    }

    static GroupThresholds? Thresholds(FairnessConfig config, List<ProtectedAttribute> attributes, FaultLog log)
    {
        if (config.Thresholds is not { By: { } by, Because: { } because })
            return null;
        var names = config.Groups.Select(group => group.Name.Value).ToList();
        if (!names.Contains(by.Value, StringComparer.Ordinal))
            log.Report(by.Place, $"there is no attribute '{by.Value}'", Suggestion.For(by.Value, names));
        return attributes.FirstOrDefault(attribute => attribute.Name == by.Value) is { } found ? new GroupThresholds(found, because) : null;
    }

    static List<string> Decisions(FairnessConfig config, ScoreModel? score, FaultLog log)
    {
        if ((config.Adverse ?? config.Favourable) is not { } named || score is null)
            return [];
        var known = score.Decisions.Select(d => d.Name).ToList();
        foreach (var unknown in named.Value.Where(d => !known.Contains(d.Value, StringComparer.Ordinal)))
            log.Report(unknown.Place, $"there is no decision '{unknown.Value}'", Suggestion.For(unknown.Value, known));
        List<string> names = [.. named.Value.Select(d => d.Value).Distinct(StringComparer.Ordinal)];
        if (known.Count > 0 && known.All(d => names.Contains(d, StringComparer.Ordinal)))
        {
            log.Report(
                named.Place,
                "these are all decisions that there are, so that nothing tells one group from another",
                "Name the ones that are bad for who they are about, and leave out the others."
            );
        }

        return names;
    }

    static ProtectedAttribute? Attribute(Named<AttributeConfig> named, Scope scope, FaultLog log)
    {
        var config = named.Value.Value;
        if (config.By is not { } text)
            return null;
        var by = ExpressionBinder.Bind(text, scope, log, ExprType.String, ExprType.Bool, ExprType.Number);
        if (by is null)
            return null;
        var attribute = new ProtectedAttribute(named.Name.Value, by, text.Value)
        {
            Values = [.. (config.Values?.Value ?? []).Select(v => v.Value)],
            Bands = [.. (config.Bands?.Value ?? []).Select(b => b.Value)],
            Reference = config.Reference?.Value,
        };
        CheckGroups(config, by, text, log);
        if (
            config.Reference is { } reference
            && attribute.Groups is { } groups
            && !groups.Contains(reference.Value, StringComparer.Ordinal)
        )
        {
            log.Report(
                reference.Place,
                $"there is no group '{reference.Value}'",
                $"Write one of {string.Join(", ", groups.Select(g => $"'{g}'"))}."
            );
        }

        return attribute;
    }

    static void CheckGroups(AttributeConfig config, Expr by, Located<string> text, FaultLog log)
    {
        if (by.Type == ExprType.Number && config.Bands is null)
        {
            log.Report(
                text.Place,
                $"'{text.Value}' is a number, and nothing says which numbers make a group",
                "Write `{ by: ..., bands: [25, 60] }`, or make a text of it: if(X == 1, 'a', 'b')."
            );
        }

        if (config.Bands is { } bands && by.Type != ExprType.Number)
            log.Report(bands.Place, $"a {TypeChecker.Word(by.Type)} has no bands", "Leave `bands` out; bands are of numbers.");
        if (config.Values is { } values && by.Type != ExprType.String)
        {
            log.Report(
                values.Place,
                $"the groups of a {TypeChecker.Word(by.Type)} are not named one by one",
                by.Type == ExprType.Bool ? "Leave `values` out: the groups are true and false." : "Write `bands` instead."
            );
        }

        foreach (var (index, band) in (config.Bands?.Value ?? []).Index().Skip(1))
        {
            if (band.Value <= config.Bands!.Value.Value[index - 1].Value)
                log.Report(band.Place, "the bands do not rise", "Write their bounds from the least to the greatest, each once.");
        }

        foreach (var (index, value) in (config.Values?.Value ?? []).Index())
        {
            if (config.Values!.Value.Value.Take(index).Any(before => before.Value == value.Value))
                log.Report(value.Place, $"the group '{value.Value}' stands twice", "Leave one out.");
        }
    }
}
