using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Streaming.Gateway.Calls;
using Streaming.Gateway.Routes;

namespace Streaming.Gateway.Describing;

/// <summary>What can go wrong with each operation, by status. That the path takes no such method (405), or that HTTP itself is not kept
/// to (408, 414, 431), is no operation's; that there is too much for now (429) is said by <see cref="LimitResponses"/>.</summary>
static class ProblemResponses
{
    const string OfInference = "Inference";

    static readonly Dictionary<int, string> Meanings = new()
    {
        [StatusCodes.Status400BadRequest] = "The request says something that it cannot say.",
        [StatusCodes.Status401Unauthorized] = "Nobody knows who calls; WWW-Authenticate says what to show.",
        [StatusCodes.Status403Forbidden] = "The caller may not.",
        [StatusCodes.Status404NotFound] = "What is named is not there.",
        [StatusCodes.Status409Conflict] = "It cannot be done as things stand; the same request may succeed later.",
        [StatusCodes.Status413PayloadTooLarge] = "The body is too long.",
        [StatusCodes.Status415UnsupportedMediaType] = "The body is of a type, or packed in a way, that is not taken.",
        [StatusCodes.Status421MisdirectedRequest] = "The request was made to another name than the server's.",
        [StatusCodes.Status422UnprocessableEntity] = "The key was used before for other records, or the event is rejected: see code.",
        [StatusCodes.Status500InternalServerError] = "The server's fault; its log tells more.",
        [StatusCodes.Status503ServiceUnavailable] = "A service behind the server does not answer; Retry-After says when to come again.",
        [StatusCodes.Status504GatewayTimeout] = "It took too long; of an event that is to be decided, code says whether it is published.",
    };

    /// <summary>Adds to an operation's answers those that tell what is wrong.</summary>
    public static void Add(JsonObject answers, OperationRoute route, RequestShape shape)
    {
        foreach (var status in Of(route, shape))
            answers[Text(status)] = new JsonObject { ["$ref"] = $"#/components/responses/{Name(status, route)}" };
    }

    /// <summary>Adds all of them to what operations refer to.</summary>
    /// <param name="all">By the names that operations know them by.</param>
    /// <param name="problem">The schema of a problem.</param>
    public static JsonObject Add(JsonObject all, JsonObject problem)
    {
        foreach (var (status, meaning) in Meanings)
            all[Text(status)] = Answer(meaning, "application/problem+json", problem.DeepClone());
        foreach (var (status, meaning) in Meanings)
            all[OfInference + Text(status)] = Answer(meaning, "application/json", Error());
        return all;
    }

    static IEnumerable<int> Of(OperationRoute route, RequestShape shape)
    {
        // Records are published by any body; of others, what names nothing finds nothing missing.
        var names = route.TakesRecords || shape.Members.Count > 0;
        var sends = route.Method != HttpMethods.Get;
        return Meanings.Keys.Where(status =>
            status switch
            {
                StatusCodes.Status404NotFound => names,
                StatusCodes.Status413PayloadTooLarge or StatusCodes.Status415UnsupportedMediaType => sends,
                StatusCodes.Status422UnprocessableEntity => route.TakesRecords,
                _ => true,
            }
        );
    }

    static JsonObject Answer(string meaning, string type, JsonNode schema) =>
        new()
        {
            ["description"] = meaning,
            ["content"] = new JsonObject { [type] = new JsonObject { ["schema"] = schema } },
        };

    static JsonObject Error() =>
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["error"] = new JsonObject { ["type"] = "string" } },
            ["required"] = new JsonArray("error"),
        };

    static string Name(int status, OperationRoute route) => route.Form == AnswerForm.Inference ? OfInference + Text(status) : Text(status);

    static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
