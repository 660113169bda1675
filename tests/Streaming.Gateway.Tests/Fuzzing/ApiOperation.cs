using System.Text.Json.Nodes;

namespace Streaming.Gateway.Tests.Fuzzing;

/// <summary>A member of a request that stands in its path, its query or its headers.</summary>
sealed record ApiParameter(string Name, string Place, bool Required, JsonNode Schema);

/// <summary>An operation as the published description has it, which is all that is known of it here.</summary>
sealed record ApiOperation(string Id, string Method, string Path)
{
    /// <summary>Who may call it; null: the description does not say.</summary>
    public string? Role { get; init; }

    public required IReadOnlyList<ApiParameter> Parameters { get; init; }

    /// <summary>Schemas of bodies by content type.</summary>
    public required IReadOnlyDictionary<string, JsonNode?> Bodies { get; init; }

    /// <summary>Content types of answers by status.</summary>
    public required IReadOnlyDictionary<int, IReadOnlyList<string>> Answers { get; init; }

    public static IReadOnlyList<ApiOperation> Read(JsonNode document) =>
        [
            .. document["paths"]!
                .AsObject()
                .SelectMany(path => path.Value!.AsObject().Select(method => Read(document, path.Key, method.Key, method.Value!))),
        ];

    static ApiOperation Read(JsonNode document, string path, string method, JsonNode operation) =>
        new(operation["operationId"]!.GetValue<string>(), method.ToUpperInvariant(), path)
        {
            Role =
                operation["description"]?.GetValue<string>() is { } text && text.StartsWith("Takes the role ")
                    ? text["Takes the role ".Length..].TrimEnd('.')
                    : null,
            Parameters =
            [
                .. (operation["parameters"] as JsonArray ?? []).Select(p => new ApiParameter(
                    p!["name"]!.GetValue<string>(),
                    p["in"]!.GetValue<string>(),
                    p["required"]?.GetValue<bool>() ?? false,
                    p["schema"]!
                )),
            ],
            Bodies = operation["requestBody"]?["content"]?.AsObject().ToDictionary(c => c.Key, c => c.Value?["schema"])
                ?? new Dictionary<string, JsonNode?>(),
            Answers = operation["responses"]!
                .AsObject()
                .Where(a => a.Key != "default")
                .ToDictionary(a => int.Parse(a.Key), a => TypesOf(Resolved(document, a.Value!))),
        };

    static IReadOnlyList<string> TypesOf(JsonNode answer) => [.. (answer["content"] as JsonObject ?? []).Select(c => c.Key)];

    static JsonNode Resolved(JsonNode document, JsonNode node) =>
        node["$ref"]?.GetValue<string>() is { } reference
            ? reference.Split('/').Skip(1).Aggregate(document, (at, step) => at[step]!)
            : node;
}
