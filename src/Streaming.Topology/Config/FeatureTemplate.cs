using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Streaming.Topology.Faults;
using Streaming.Topology.Shapes;
using Streaming.Topology.Yaml;

namespace Streaming.Topology.Config;

/// <summary>
/// <c>for: { n: [1, 7, 30] }</c> under a name with <c>{n}</c>: one feature for each value, <c>{n}</c> replaced wherever it
/// stands. Several variables give every combination, the last one varying fastest.
/// </summary>
static class FeatureTemplate
{
    const string VariablePattern = "^[A-Za-z]{1,32}$";
    const int MostCombinations = 1000;

    static readonly Regex VariableName = new(VariablePattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    static readonly Regex Placeholder = new(
        "\\{(?<name>[^{}]*)\\}",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    );

    static readonly Shape<string> Variable = new ScalarShape<string>(
        "a variable name",
        "Use letters only.",
        () => new JsonObject { ["pattern"] = VariablePattern },
        (YamlScalar s, [MaybeNullWhen(false)] out string v) =>
        {
            v = s.Text;
            return VariableName.IsMatch(v);
        }
    );

    static readonly Shape<IReadOnlyList<Named<IReadOnlyList<Located<string>>>>> Variables = new DictionaryShape<
        IReadOnlyList<Located<string>>
    >(Variable, new ListShape<string>(Scalars.AnyText), 4);

    public static readonly Key<IReadOnlyList<Named<IReadOnlyList<Located<string>>>>> ForKey = Key.Optional(
        "for",
        Variables,
        "Variables and their values; the feature is made once for each value."
    );

    public static IEnumerable<YamlEntry> Expand(Place parent, YamlEntry entry, FaultLog log)
    {
        var mapping = entry.Value as YamlMapping;
        var loop = mapping?.Entries.FirstOrDefault(e => e.Key.Text == ForKey.Name);
        if (loop is null)
        {
            if (!Placeholder.IsMatch(entry.Key.Text))
                return [entry];
            log.Report(
                parent.Child(entry.Key.Text, entry.Key),
                $"the name '{entry.Key.Text}' has a variable but no `for:` gives it values",
                "Add `for: { n: [1, 2] }` to the feature."
            );
            return [];
        }

        var place = parent.Child(entry.Key.Text, entry.Value).Child(ForKey.Name, loop.Value);
        if (!Variables.TryRead(place, log, out var variables))
            return [];
        var unused = variables.Where(v => !entry.Key.Text.Contains($"{{{v.Name.Value}}}", StringComparison.Ordinal)).ToList();
        foreach (var variable in unused)
        {
            log.Report(
                variable.Name.Place,
                $"the variable '{variable.Name.Value}' is not in the name '{entry.Key.Text}'",
                $"Put {{{variable.Name.Value}}} into the name, so that each feature gets its own."
            );
        }

        foreach (
            var name in Placeholder
                .Matches(entry.Key.Text)
                .Select(m => m.Groups["name"].Value)
                .Where(n => variables.All(v => v.Name.Value != n))
        )
        {
            log.Report(
                parent.Child(entry.Key.Text, entry.Key),
                $"{{{name}}} in the name has no values",
                $"Add `{name}: [...]` under `for:`."
            );
        }

        if (unused.Count > 0)
            return [];
        var rest = mapping! with { Entries = [.. mapping.Entries.Where(e => e != loop)] };
        var features = variables.Aggregate(1L, (product, v) => Math.Min(product * v.Value.Value.Count, MostCombinations));
        if (features * Size(rest) > YamlLimits.Nodes)
        {
            log.Report(place, "the template makes more than it may", $"Keep the values it writes out below {YamlLimits.Nodes}.");
            return [];
        }

        return Combinations(variables)
            .Take(MostCombinations)
            .Select(values => new YamlEntry(Fill(entry.Key, values), (YamlMapping)Fill(rest, values)));
    }

    static IEnumerable<IReadOnlyList<(string Name, string Value)>> Combinations(
        IReadOnlyList<Named<IReadOnlyList<Located<string>>>> variables
    )
    {
        IEnumerable<IReadOnlyList<(string, string)>> all =
        [
            [],
        ];
        foreach (var variable in variables)
        {
            all = all.SelectMany(done =>
                variable.Value.Value.Select(v => (IReadOnlyList<(string, string)>)[.. done, (variable.Name.Value, v.Value)])
            );
        }

        return all;
    }

    static long Size(YamlNode node) =>
        node switch
        {
            YamlMapping mapping => 1 + mapping.Entries.Sum(e => 1 + Size(e.Value)),
            YamlSequence sequence => 1 + sequence.Items.Sum(Size),
            _ => 1,
        };

    static YamlNode Fill(YamlNode node, IReadOnlyList<(string Name, string Value)> values) =>
        node switch
        {
            YamlScalar scalar => Fill(scalar, values),
            YamlMapping mapping => mapping with { Entries = [.. mapping.Entries.Select(e => new YamlEntry(e.Key, Fill(e.Value, values)))] },
            YamlSequence sequence => sequence with { Items = [.. sequence.Items.Select(i => Fill(i, values))] },
            _ => node,
        };

    static YamlScalar Fill(YamlScalar scalar, IReadOnlyList<(string Name, string Value)> values)
    {
        var text = scalar.Text;
        foreach (var (name, value) in values)
            text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        // YAML asks for quotes around braces; what was filled in counts as written plainly.
        return text == scalar.Text ? scalar : scalar with { Text = text, Quoted = false };
    }
}
