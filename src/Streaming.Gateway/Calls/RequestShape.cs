using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Streaming.Application.Operations;
using Streaming.Events.Time;
using Streaming.Gateway.Routes;
using Streaming.Topology;

namespace Streaming.Gateway.Calls;

/// <summary>What a route takes, from the schema of its operation's request: for reading requests and describing them alike.</summary>
sealed class RequestShape
{
    /// <summary>The member that names a topology; callers give a name where the command line takes a path, too.</summary>
    public const string Topology = "topology";

    readonly JsonObject _schema;
    readonly HashSet<string> _times;

    public RequestShape(OperationRoute route, Type request)
    {
        Route = route;
        _times =
        [
            .. request
                .GetProperties()
                .Where(p => p.PropertyType == typeof(Timestamp) || p.PropertyType == typeof(Timestamp?))
                .Select(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name)),
        ];
        _schema = (JsonObject)ContractSchema.Of(request, "#");
        Members = [.. _schema["properties"] is JsonObject all ? all.Select(m => m.Key).Where(name => !route.Hidden.Contains(name)) : []];
        Required =
        [
            .. (_schema["required"] as JsonArray ?? [])
                .Select(name => name!.GetValue<string>())
                .Where(name => !route.Hidden.Contains(name) && !MayBeNull(name))
                // Where a request without it would look for a file, callers name what the server offers.
                .Union(route.InPath, StringComparer.Ordinal),
        ];
    }

    /// <summary>Whose.</summary>
    public OperationRoute Route { get; }

    /// <summary>What callers may give, those in the path too.</summary>
    public IReadOnlyList<string> Members { get; }

    /// <summary>What they must.</summary>
    public IReadOnlyList<string> Required { get; }

    /// <summary>Those that do not stand in the path.</summary>
    public IEnumerable<string> Free => Members.Except(Route.InPath, StringComparer.Ordinal);

    /// <summary>The schema of a member.</summary>
    public JsonNode SchemaOf(string member)
    {
        if (_times.Contains(member))
        {
            return new JsonObject
            {
                ["type"] = new JsonArray("string", "integer", "null"),
                ["description"] = "A time in ISO 8601, or microseconds since 1970-01-01 UTC.",
            };
        }

        var schema = _schema["properties"]![member]!.DeepClone();
        if (Route.Patterns.GetValueOrDefault(member) is { } pattern)
            schema["pattern"] = pattern;
        return schema;
    }

    /// <summary>Whether a member takes several values, with commas between in a query.</summary>
    public bool IsList(string member) => TypesOf(_schema["properties"]![member]!).Contains("array");

    /// <summary>A value as it stands in a path or a query.</summary>
    /// <exception cref="StreamingException">It cannot be one of the member's.</exception>
    public JsonNode ValueOf(string member, string text)
    {
        if (_times.Contains(member))
            return TimeOf(member, text);
        var types = TypesOf(_schema["properties"]![member]!);
        if (types.Contains("integer"))
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? whole
                : throw No("a whole number");
        }

        if (types.Contains("number"))
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? number
                : throw No("a number");
        }

        if (types.Contains("boolean"))
            return text is "true" or "false" ? text == "true" : throw No("true or false");
        return types.Contains("array")
            ? new JsonArray([.. text.Split(',').Select(item => JsonValue.Create(item))])
            : (JsonNode)JsonValue.Create(text);

        StreamingException No(string wanted) => Invalid($"{member} is {wanted}, and '{Short(text)}' is none.");
    }

    /// <exception cref="StreamingException">A member is unknown or missing, or its value is not as the schema has it.</exception>
    public void Check(JsonObject request)
    {
        foreach (var time in _times)
        {
            if (request[time] is JsonValue value && value.TryGetValue<string>(out var written))
                request[time] = TimeOf(time, written);
        }

        foreach (var (member, value) in request)
        {
            if (!Members.Contains(member))
                throw Unknown(member, Members);
            CheckRange(member, value);
            CheckChoice(member, value);
            if (
                Route.Patterns.GetValueOrDefault(member) is { } pattern
                && value is JsonValue text
                && (
                    !text.TryGetValue<string>(out var written)
                    || !Regex.IsMatch(written, pattern, RegexOptions.NonBacktracking, TimeSpan.FromSeconds(1))
                )
            )
            {
                throw Invalid($"{member} must match {pattern}.");
            }
        }

        var missing = Required.Where(member => !request.ContainsKey(member)).ToList();
        if (missing.Count > 0)
            throw Invalid($"{string.Join(" and ", missing)} must be given.");
    }

    public static StreamingException Unknown(string member, IEnumerable<string> known) =>
        Invalid($"'{Short(member)}' is unknown here. Known: {(known.Any() ? string.Join(", ", known) : "nothing")}.");

    public static StreamingException Invalid(string message, Exception? cause = null) => new(message, cause) { Kind = FailureKind.Invalid };

    /// <summary>As much of a caller's text as a message needs.</summary>
    public static string Short(string text) => text.Length > 100 ? text[..100] + "…" : text;

    void CheckRange(string member, JsonNode? value)
    {
        var schema = _schema["properties"]![member]!;
        if (value is null || schema["minimum"] is not { } least || schema["maximum"] is not { } most)
            return;
        // What is no number is refused too: NaN lies in no range.
        var number = value.GetValueKind() == JsonValueKind.Number ? value.Deserialize<double>() : double.NaN;
        if (!(number >= least.Deserialize<double>() && number <= most.Deserialize<double>()))
            throw Invalid($"{member} must be from {least} to {most}.");
    }

    void CheckChoice(string member, JsonNode? value)
    {
        if (_schema["properties"]![member] is not JsonObject { } schema || schema["enum"] is not JsonArray choices)
            return;
        if (!choices.Any(choice => JsonNode.DeepEquals(choice, value)))
            throw Invalid($"{member} must be one of {string.Join(", ", choices.Where(c => c is not null))}.");
    }

    static JsonValue TimeOf(string member, string text)
    {
        if (IsoTime.TryParse(Encoding.UTF8.GetBytes(text), out var time))
            return JsonValue.Create(time.Micros);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var micros)
            ? JsonValue.Create(micros)
            : throw Invalid($"{member} is a time such as 2018-06-11 or 2018-06-11T12:00:00Z, and '{Short(text)}' is none.");
    }

    bool MayBeNull(string member) => TypesOf(_schema["properties"]![member]!).Contains("null");

    static HashSet<string> TypesOf(JsonNode schema) =>
        schema is not JsonObject
            ? []
            :
            [
                .. schema["type"] switch
                {
                    JsonArray types => types.Select(t => t!.GetValue<string>()),
                    JsonValue type => [type.GetValue<string>()],
                    _ => [],
                },
                .. (schema["anyOf"] as JsonArray ?? []).SelectMany(choice => TypesOf(choice!)),
                // An enum has no type of its own; that it may be null is one of its values.
                .. schema["enum"] is JsonArray values && values.Contains(null) ? (IEnumerable<string>)["null"] : [],
            ];
}
