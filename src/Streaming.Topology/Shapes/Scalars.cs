using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Streaming.Topology.Numbers;
using Streaming.Topology.Yaml;

namespace Streaming.Topology.Shapes;

/// <summary>The single values that configuration files are made of.</summary>
static class Scalars
{
    const string NamePattern = "^[A-Za-z][A-Za-z0-9_-]{0,127}$";
    const string TopicPattern = "^[A-Za-z0-9.-][A-Za-z0-9._-]{0,199}$";
    const string FieldPattern = "^[^_`\\x00-\\x1F\\x7F][^`\\x00-\\x1F\\x7F]{0,127}$";

    /// <summary>Name of a topology, feature, rule or decision.</summary>
    public static readonly ScalarShape<string> Name = Text(
        "a name",
        NamePattern,
        "Begin with a letter and go on with at most 127 letters, digits, _ or -."
    );

    public static readonly ScalarShape<string> FieldName = Text(
        "a field name",
        FieldPattern,
        "Use at most 128 printable characters without back quotes, and begin with something other than _ (which is kept for the pipeline's "
            + "own columns)."
    );

    public static readonly ScalarShape<string> Topic = Text(
        "a Kafka topic name",
        TopicPattern,
        "Use at most 200 letters, digits, dots, _ or -, and do not begin with _."
    );

    public static readonly ScalarShape<string> AnyText = new(
        "text",
        "Write one value, in quotes if it holds special characters.",
        () => new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
        (YamlScalar s, [MaybeNullWhen(false)] out string v) =>
        {
            v = s.Text;
            return true;
        }
    );

    /// <summary>The text of an expression; parsed later, when the fields are known.</summary>
    public static readonly ScalarShape<string> Expression = new(
        "an expression",
        "Write an expression over fields, such as AMOUNT > 100.",
        () => new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
        (YamlScalar s, [MaybeNullWhen(false)] out string v) =>
        {
            v = s.Text;
            return v.Length > 0;
        }
    );

    public static readonly ScalarShape<TimeSpan> Duration = new(
        "a duration",
        DurationText.Cure,
        () => new JsonObject { ["type"] = "string", ["pattern"] = DurationText.Pattern },
        (YamlScalar s, out TimeSpan v) => DurationText.TryParse(s.Text, out v)
    );

    public static readonly ScalarShape<DateOnly> Date = new(
        "a date",
        "Write year, month and day: 2018-04-01.",
        () => new JsonObject { ["type"] = "string", ["format"] = "date" },
        (YamlScalar s, out DateOnly v) =>
            DateOnly.TryParseExact(s.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out v)
            && v.Year is >= 1970 and < 2200
    );

    public static readonly ScalarShape<bool> Bool = new(
        "true or false",
        "Write true or false.",
        () => new JsonObject { ["type"] = "boolean" },
        (YamlScalar s, out bool v) =>
        {
            v = s.Text == "true";
            return !s.Quoted && s.Text is "true" or "false";
        }
    );

    public static readonly ScalarShape<double> Number = new(
        "a number",
        "Write a finite decimal number such as 0.5.",
        () => new JsonObject { ["type"] = "number" },
        (YamlScalar s, out double v) =>
            double.TryParse(s.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out v) && double.IsFinite(v) && !s.Quoted
    );

    /// <summary>A number within bounds.</summary>
    public static ScalarShape<double> Between(double min, double max)
    {
        var kind = string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}");
        return new ScalarShape<double>(
            kind,
            $"Write {kind}.",
            () =>
                new JsonObject
                {
                    ["type"] = "number",
                    ["minimum"] = min,
                    ["maximum"] = max,
                },
            (YamlScalar s, out double v) =>
                double.TryParse(s.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out v) && v >= min && v <= max && !s.Quoted
        );
    }

    /// <summary>A share above nothing, such as <c>10%</c> or <c>0.1</c>; both give the same number.</summary>
    public static ScalarShape<double> ShareUpTo(double most)
    {
        var kind = string.Create(CultureInfo.InvariantCulture, $"a share above 0 % and at most {100 * most:0} %");
        return new ScalarShape<double>(
            kind,
            "Write it as 10% or as 0.1.",
            () => new JsonObject { ["type"] = new JsonArray("number", "string"), ["pattern"] = "^[0-9]*[.]?[0-9]+%?$" },
            (YamlScalar s, out double v) =>
            {
                var percent = s.Text.EndsWith('%');
                var read = decimal.TryParse(
                    percent ? s.Text[..^1] : s.Text,
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var number
                );
                v = (double)(percent ? number / 100 : number);
                return read && v > 0 && v <= most;
            }
        );
    }

    /// <summary>A <see cref="Number"/> that is not rounded.</summary>
    public static readonly ScalarShape<DecimalNumber> Decimal = new(
        "a number",
        "Write a finite decimal number such as 0.5.",
        () => new JsonObject { ["type"] = "number" },
        (YamlScalar s, out DecimalNumber v) =>
        {
            var finite =
                double.TryParse(s.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && double.IsFinite(value)
                && !s.Quoted;
            v = finite ? DecimalNumber.Parse(s.Text) : default;
            return finite;
        }
    );

    /// <param name="min">Smallest.</param>
    /// <param name="max">Largest.</param>
    /// <param name="read">Largest that is read, where others judge what is above <paramref name="max"/>.</param>
    public static ScalarShape<int> Int(int min, int max, int? read = null) =>
        new(
            $"a whole number from {min} to {max}",
            $"Write a whole number from {min} to {max}.",
            () =>
                new JsonObject
                {
                    ["type"] = "integer",
                    ["minimum"] = min,
                    ["maximum"] = max,
                },
            (YamlScalar s, out int v) =>
                int.TryParse(s.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out v)
                && v >= min
                && v <= (read ?? max)
                && !s.Quoted
        );

    /// <summary>One of an enum's names, in lower case with underscores.</summary>
    public static ScalarShape<T> OneOf<T>()
        where T : struct, Enum
    {
        var names = Enum.GetValues<T>()
            .ToDictionary(v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()), StringComparer.Ordinal);
        return Choice(names);
    }

    /// <summary>One of these values, by their names.</summary>
    public static ScalarShape<T> OneOf<T>(IEnumerable<(string Name, T Value)> values) =>
        Choice(values.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal));

    /// <summary>A switch that can only be put on.</summary>
    public static readonly ScalarShape<string> True = new(
        "true",
        "Write true, or leave the key out.",
        () => new JsonObject { ["const"] = true },
        (YamlScalar s, [MaybeNullWhen(false)] out string v) =>
        {
            v = s.Text;
            return v == "true";
        }
    );

    static ScalarShape<T> Choice<T>(Dictionary<string, T> names)
    {
        var listed = string.Join(", ", names.Keys);
        var kind = names.Count == 1 ? $"'{listed}'" : $"one of {listed}";
        return new ScalarShape<T>(
            kind,
            $"Write {kind}.",
            () => new JsonObject { ["enum"] = new JsonArray([.. names.Keys.Select(n => (JsonNode)n)]) },
            (YamlScalar s, [MaybeNullWhen(false)] out T v) => names.TryGetValue(s.Text, out v)
        );
    }

    static ScalarShape<string> Text(string kind, string pattern, string cure)
    {
        var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        return new ScalarShape<string>(
            kind,
            cure,
            () => new JsonObject { ["type"] = "string", ["pattern"] = pattern },
            (YamlScalar s, [MaybeNullWhen(false)] out string v) =>
            {
                v = s.Text;
                return regex.IsMatch(v) && !v.Contains('\n', StringComparison.Ordinal) && v is not ("." or "..");
            }
        );
    }
}
