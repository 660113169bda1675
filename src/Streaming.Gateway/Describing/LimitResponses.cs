using System.Text.Json.Nodes;
using Streaming.Gateway.Routes;

namespace Streaming.Gateway.Describing;

/// <summary>How the OpenAPI document describes what limits say.</summary>
static class LimitResponses
{
    const string Busy = "busy";
    const string BusyInference = "busy-inference";

    static readonly (string Name, string Type, string Description)[] Told =
    [
        ("Retry-After", "integer", "After so many seconds the same request may succeed."),
        ("RateLimit-Policy", "string", "What a client may send: `q` of each unit in `w` seconds."),
        ("RateLimit", "string", "What this client has left: `r` of each unit, and all of it again after `t` seconds."),
    ];

    /// <summary>The answer of a route that is asked too much.</summary>
    public static JsonObject Of(AnswerForm form) =>
        new() { ["$ref"] = $"#/components/responses/{(form == AnswerForm.Inference ? BusyInference : Busy)}" };

    /// <summary>What those answers refer to.</summary>
    /// <param name="content">What a failure looks like.</param>
    public static JsonObject All(Func<AnswerForm, JsonObject> content) =>
        new() { [Busy] = Response(content(AnswerForm.Json)), [BusyInference] = Response(content(AnswerForm.Inference)) };

    /// <summary>Headers that tell of limits.</summary>
    public static JsonObject Headers() =>
        new(
            Told.Select(t =>
                KeyValuePair.Create(
                    t.Name,
                    (JsonNode?)
                        new JsonObject
                        {
                            ["description"] = t.Description,
                            ["schema"] = new JsonObject { ["type"] = t.Type },
                        }
                )
            )
        );

    static JsonObject Response(JsonObject content) =>
        new()
        {
            ["description"] = "Too much for now; `limit` names the limit.",
            ["headers"] = new JsonObject(
                Told.Select(t => KeyValuePair.Create(t.Name, (JsonNode?)new JsonObject { ["$ref"] = $"#/components/headers/{t.Name}" }))
            ),
            ["content"] = content,
        };
}
