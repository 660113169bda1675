using Streaming.Topology.Faults;
using Streaming.Topology.Model;

namespace Streaming.Topology.Binding;

/// <summary>A key of the file that names a declared field.</summary>
static class FieldReference
{
    /// <summary>Types that key and identify rows: their text form is exact.</summary>
    public static readonly FieldType[] KeyTypes = [FieldType.String, FieldType.Int];

    /// <returns>The field; null when there is none of that name. A field unfit for its role is reported too.</returns>
    public static FieldModel? Find(
        Located<string>? name,
        IReadOnlyList<FieldModel> fields,
        FieldType[] types,
        string role,
        FaultLog log,
        bool optional = false
    )
    {
        if (name is not { } reference)
            return null;
        var field = fields.FirstOrDefault(f => f.Name == reference.Value);
        if (field is null)
        {
            log.Report(
                reference.Place,
                $"there is no field '{reference.Value}'",
                Suggestion.For(reference.Value, [.. fields.Select(f => f.Name)], "Declare it under `fields:`.")
            );
        }
        else if (!types.Contains(field.Type))
        {
            log.Report(
                reference.Place,
                $"'{field.Name}' is a {Word(field.Type)} and cannot be {role}",
                $"Choose a field of type {string.Join(" or ", types.Select(Word))}, or declare it so."
            );
        }
        else if (field.Optional && !optional)
        {
            log.Report(
                reference.Place,
                $"'{field.Name}' is optional and cannot be {role}",
                "Remove `optional: true` from the field, or choose another."
            );
        }

        return field;
    }

    static string Word(FieldType type) => type.ToString().ToLowerInvariant();
}
