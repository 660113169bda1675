using Streaming.Topology.Model;

namespace Streaming.Topology.Evolution;

/// <summary>
/// Fields of events and of labels. Columns are found by their names, so a row recorded without a field is a row in which the
/// field is null; that is what a new field has to accept.
/// </summary>
static class FieldChanges
{
    public static IEnumerable<Difference> Of(Succession pair)
    {
        var source = Of(["source", "fields"], pair.Old.Source.Fields, pair.New.Source.Fields);
        return pair is { Old.Labels: { } before, New.Labels: { } after }
            ? source.Concat(Of(["labels", "fields"], before.Fields, after.Fields))
            : source;
    }

    static IEnumerable<Difference> Of(string[] path, IReadOnlyList<FieldModel> before, IReadOnlyList<FieldModel> after)
    {
        foreach (var field in after)
        {
            string[] at = [.. path, field.Name];
            if (before.FirstOrDefault(f => f.Name == field.Name) is { } was)
            {
                foreach (var difference in Changed(at, was, field))
                    yield return difference;
            }
            else
            {
                yield return new Difference(
                    at,
                    field.Optional ? "the field is new" : "the field is new, and required",
                    field.Optional
                        ? null
                        : $"Recorded rows lack it: declare it `optional: true`; a rule `not is_null({field.Name})` rejects events "
                            + "without it."
                );
            }
        }

        foreach (var gone in before.Where(b => after.All(a => a.Name != b.Name)))
        {
            yield return new Difference(
                path,
                $"the field {gone.Name} is gone",
                "Recorded rows hold it. Keep it, `optional: true` if it is no longer sent, or run the changed topology under a new name, "
                    + "beside this one."
            );
        }
    }

    static IEnumerable<Difference> Changed(string[] at, FieldModel was, FieldModel now)
    {
        if (was.Type != now.Type)
        {
            yield return Different(
                at,
                "type",
                was.Type,
                now.Type,
                "Recorded rows hold values of the old type. Give the field of the new type a new name, or run the changed topology under "
                    + "one, beside this one."
            );
        }

        if (was.Optional != now.Optional)
        {
            yield return Different(
                at,
                "optional",
                was.Optional,
                now.Optional,
                now.Optional
                    ? null
                    : $"Recorded rows may lack it. Leave it optional; a rule `not is_null({now.Name})` rejects events without it."
            );
        }

        if (was.Personal != now.Personal)
            yield return Different(at, "personal", was.Personal, now.Personal);
        if (was.Unit != now.Unit)
            yield return Different(at, "unit", was.Unit, now.Unit);
        if (was.MaxLength != now.MaxLength)
            yield return Different(at, "max_length", was.MaxLength, now.MaxLength);
        if (was.Min != now.Min)
            yield return Different(at, "min", was.Min, now.Min);
        if (was.Max != now.Max)
            yield return Different(at, "max", was.Max, now.Max);
        if (!was.Values.SequenceEqual(now.Values))
            yield return Different(at, "values", List(was.Values), List(now.Values));
        if (was.Pattern != now.Pattern)
            yield return Different(at, "pattern", was.Pattern, now.Pattern);
    }

    static Difference Different(string[] at, string key, object? was, object? now, string? cure = null) =>
        new([.. at, key], $"it was {EvolutionRule.Text(was)} and is {EvolutionRule.Text(now)}", cure);

    static string? List(IReadOnlyList<string> values) => values.Count == 0 ? null : string.Join(", ", values);
}
