using System.Text.Json;
using System.Text.Json.Nodes;
using Streaming.Application.Operations;
using Streaming.Gateway.Calls;
using Streaming.Gateway.Routes;

namespace Streaming.Gateway.Tests.Describing;

/// <summary>A call of each route for a shell, with what it must be given and no more.</summary>
static class ApiSamples
{
    const string Event =
        """{"TRANSACTION_ID": "t1", "TX_DATETIME": "2018-06-11T12:00:00Z", "CUSTOMER_ID": "1320", "TERMINAL_ID": "867", "TX_AMOUNT": 20}""";

    const string Label =
        """{"TRANSACTION_ID": "t1", "TX_DATETIME": "2018-06-11T12:00:00Z", "KNOWN_AT": "2018-06-18T12:00:00Z", "TERMINAL_ID": "867", "TX_FRAUD": true}""";

    const string Vector =
        """{"inputs": [{"name": "features", "datatype": "FP32", "shape": [1, 15], "data": [25, 0, 0, 3, 20, 61, 24.5, 22.5, 21, 1, 4, 18, 0, 0, 0]}]}""";

    static readonly Dictionary<string, JsonNode> Values = new(StringComparer.Ordinal)
    {
        ["topology"] = "card-fraud",
        ["model"] = "card-fraud",
        ["name"] = "card-fraud",
        ["version"] = 2,
        ["earlier"] = 1,
        ["later"] = 2,
        ["id"] = "17",
        ["address"] = "transactions/0/17",
        ["addresses"] = new JsonArray("transactions/0/17"),
        ["decision"] = "genuine",
        ["contest"] = "3f9a0c81de",
        ["share"] = 0.05,
        ["partitions"] = 8,
        ["format"] = "csv",
        ["apikey.create/name"] = "till-7",
        ["apikey.create/roles"] = new JsonArray("publisher"),
        ["client.add/name"] = "till-7",
        ["client.add/roles"] = new JsonArray("publisher"),
        ["client.remove/name"] = "till-7",
        ["client.remove/id"] = "till-7",
        ["user.add/name"] = "ada",
        ["user.add/password"] = "seven yellow lanterns",
        ["user.add/roles"] = new JsonArray("viewer"),
        ["user.password/name"] = "ada",
        ["user.password/password"] = "eleven quiet harbours",
        ["user.remove/name"] = "ada",
        ["apikey.revoke/id"] = "Ab3dE6gH",
        ["dataset.show/id"] = "5a1e0c",
        ["dataset.export/id"] = "5a1e0c",
        ["model.explain/model"] = "card-fraud:2",
        ["column"] = "TX_AMOUNT",
        ["dataset.diff/earlier"] = "5a1e0c",
        ["dataset.diff/later"] = "9d07f4",
    };

    /// <summary>A command for a shell in which <c>key</c> is set.</summary>
    public static string Call(OperationRoute route, RequestShape shape)
    {
        var path = route.InPath.Aggregate(route.Path, (at, name) =>
            at.Replace($"{{{name}}}", Escaped(Of(route, name)), StringComparison.Ordinal)
        );
        var must = shape.Required.Except(route.InPath, StringComparer.Ordinal).ToList();
        if (route.Method == "GET" && must.Count > 0)
            path += "?" + string.Join('&', must.Select(name => $"{name}={Escaped(Of(route, name))}"));
        var address = $"http://127.0.0.1:8080{path}";
        var words = new List<string> { "curl -sS -H \"Authorization: Bearer $key\"" };
        if (route.Form == AnswerForm.Events)
            words.Add("-N");
        if (route.TakesFiles)
        {
            // No form of another site sends it.
            words.Add("-H 'X-Requested-With: curl'");
            words.AddRange(route.Parts.Where(p => p.IsRequired).Select(p => $"-F {p.Name}=@{p.File}"));
            if (Body(route, must) is { } said)
                words.Add($"-F '{FormParts.Request}={said};type=application/json'");
        }
        else if (Body(route, must) is { } body)
        {
            words.Add("-H 'Content-Type: application/json'");
            words.Add($"-d '{body}'");
        }
        else if (route.Method == "POST")
        {
            words.Add("-X POST");
        }

        return string.Join(' ', words) + (address.Contains('&') ? $" '{address}'" : $" {address}");
    }

    static string? Body(OperationRoute route, List<string> must) =>
        route.Operation == "labels.send" ? Label
        : route.TakesRecords ? Event
        : route is { Form: AnswerForm.Inference, Method: "POST" } ? Vector
        : route.Method == "POST" && must.Count > 0
            ? new JsonObject(must.Select(name => KeyValuePair.Create(name, (JsonNode?)Of(route, name).DeepClone()))).ToJsonString(
                ResultJson.OneLine
            )
        : null;

    /// <exception cref="KeyNotFoundException">A member that must be given is new: say here what it is in an example.</exception>
    static JsonNode Of(OperationRoute route, string name) => Values.GetValueOrDefault($"{route.Operation}/{name}") ?? Values[name];

    static string Escaped(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.String ? Uri.EscapeDataString(value.GetValue<string>()) : value.ToJsonString();
}
