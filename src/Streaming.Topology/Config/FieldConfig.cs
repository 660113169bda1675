using System.Text.RegularExpressions;
using Streaming.Topology.Model;
using Streaming.Topology.Numbers;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config;

/// <summary>A declared field: its type alone, or keys. What it says is complete in itself, so it is a model at once.</summary>
static class FieldConfig
{
    const int MostFields = 1000;

    static readonly Shape<FieldType> Type = Scalars.OneOf<FieldType>();

    static readonly Shape<FieldModel> Shape = new EitherShape<FieldType, FieldModel>(
        Type,
        type => new FieldModel(type.Place.Name, type.Value),
        new FieldShape()
    );

    public static readonly Shape<IReadOnlyList<Named<FieldModel>>> Fields = new DictionaryShape<FieldModel>(
        Scalars.FieldName,
        Shape,
        MostFields
    );

    sealed class FieldShape : MapShape<FieldModel>
    {
        static readonly Key<FieldType> TypeKey = Key.Required("type", FieldConfig.Type, "Type of the field.");
        static readonly Key<bool> OptionalKey = Key.Optional("optional", Scalars.Bool, "false", "Absent and null are accepted.");
        static readonly Key<bool> PersonalKey = Key.Optional(
            "personal",
            Scalars.Bool,
            "false",
            "Personal data, kept apart in the lineage."
        );
        static readonly Key<TimestampUnit> UnitKey = Key.Optional(
            "unit",
            Scalars.OneOf<TimestampUnit>(),
            "milliseconds",
            "What a number in a timestamp counts since 1970; text is ISO 8601."
        );
        static readonly Key<int> MaxLengthKey = Key.Optional(
            "max_length",
            Scalars.Int(1, SourceConfig.MostBytes),
            "4096",
            "Longest accepted string, UTF-8 bytes."
        );
        static readonly Key<DecimalNumber> MinKey = Key.Optional("min", Scalars.Decimal, "Smallest accepted number.");
        static readonly Key<DecimalNumber> MaxKey = Key.Optional("max", Scalars.Decimal, "Largest accepted number.");
        static readonly Key<IReadOnlyList<Faults.Located<string>>> ValuesKey = Key.Optional(
            "values",
            new ListShape<string>(Scalars.AnyText),
            "The only accepted strings."
        );
        static readonly Key<string> PatternKey = Key.Optional(
            "pattern",
            Scalars.AnyText,
            "Regular expression the whole string must match."
        );

        public override string Title => "source.fields.<name>";

        public override IReadOnlyList<Key> Keys { get; } =
        [TypeKey, OptionalKey, PersonalKey, UnitKey, MaxLengthKey, MinKey, MaxKey, ValuesKey, PatternKey];

        protected override FieldModel Build(MapReader keys)
        {
            var type = keys.Get(TypeKey)?.Value;
            var field = new FieldModel(keys.Place.Name, type ?? FieldType.String)
            {
                Optional = keys.Value(OptionalKey),
                Personal = keys.Value(PersonalKey),
                Unit = keys.Value(UnitKey),
                MaxLength = keys.Value(MaxLengthKey),
                Min = keys.Get(MinKey)?.Value,
                Max = keys.Get(MaxKey)?.Value,
                Values = [.. (keys.Value(ValuesKey) ?? []).Select(v => v.Value)],
                Pattern = Pattern(keys),
            };
            if (type is { } known)
                CheckFit(keys, known);
            if (field is { Min: { } min, Max: { } max } && min.IsAbove(max))
                keys.Log.Report(keys.Get(MinKey)!.Value.Place, $"min {min} is above max {max}", "Swap them.");
            return field;
        }

        static void CheckFit(MapReader keys, FieldType type)
        {
            Key[] misfits = type switch
            {
                FieldType.String => [MinKey, MaxKey, UnitKey],
                FieldType.Int or FieldType.Double => [MaxLengthKey, ValuesKey, PatternKey, UnitKey],
                FieldType.Timestamp => [MinKey, MaxKey, MaxLengthKey, ValuesKey, PatternKey],
                _ => [MinKey, MaxKey, MaxLengthKey, ValuesKey, PatternKey, UnitKey],
            };
            foreach (var key in misfits.Where(keys.Has))
            {
                keys.Log.Report(
                    keys.PlaceOf(key),
                    $"'{key.Name}' says nothing about a {type.ToString().ToLowerInvariant()}",
                    key == UnitKey ? "Remove it, or make the field a timestamp."
                        : type == FieldType.String ? "Remove it, or make the field a double or an int."
                        : "Remove it, or make the field a string."
                );
            }
        }

        static string? Pattern(MapReader keys)
        {
            if (keys.Get(PatternKey) is not { } pattern)
                return null;
            try
            {
                _ = new Regex(pattern.Value, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
                return pattern.Value;
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException)
            {
                keys.Log.Report(
                    pattern.Place,
                    $"the pattern cannot be used: {e.Message.TrimEnd('.')}",
                    "Write a .NET regular expression without look-around and back references."
                );
                return null;
            }
        }
    }
}
