using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Streaming.Application.Operations;
using Streaming.Gateway.Calls;
using Streaming.Gateway.Routes;

namespace Streaming.Gateway.Tests.Describing;

/// <summary>The page of all that can be called, from the declarations that the server itself works by.</summary>
sealed class ApiPage
{
    const string Head = """
        # All calls

        Every path that `streaming serve` answers and every service that it has over gRPC, from the same declarations as the
        [OpenAPI document](schemas/openapi.json) and written by a test. How to use them is told in [gateway.md](gateway.md), [grpc.md](grpc.md)
        and [asking.md](asking.md).

        - A call takes a **role** where the server asks [who calls](identity.md): `Authorization: Bearer $key`.
        - GET takes its parameters in the query, POST as a JSON object. What may be left out has its value in brackets; a list in a query has commas
          between. A **time** is ISO 8601 (in a request also microseconds since 1970), a **duration** is `hh:mm:ss`, with days before it as in `7.00:00:00`.
        - What goes wrong is a [problem document](gateway.md#what-goes-wrong). Any call may get 400, 401, 403, 421, 429, 500 or 503; further statuses are
          named at each.
        - A **job** is answered with 202 and `StartedJob`; `GET /v1/jobs/{id}` tells how it goes, and `GET /v1/jobs/{id}/result` what came of it.

        """;

    /// <summary>What is no operation.</summary>
    public static readonly IReadOnlyDictionary<string, string> Besides = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["/health/live"] = "The process lives. Takes no role.",
        ["/health/ready"] = "It can do its work; 503 says why not. Takes no role.",
        ["/openapi/v1.json"] = "The OpenAPI 3.1 document.",
        ["/proto/streaming.proto"] = "The file of the service `streaming.v1.Streaming`.",
        ["/proto/open_inference.proto"] = "The file of the service `inference.GRPCInferenceService`.",
        ["/v2"] = "The server, as the Open Inference Protocol has it.",
        ["/v2/health/live"] = "The process lives. Takes no role.",
        ["/v2/health/ready"] = "It can do its work. Takes no role.",
        ["/v2/models/{model}/ready"] = "200: the model has a version in use.",
        ["/v2/models/{model}/config"] = "The model as Triton's tools ask for it.",
        ["/v2/models/{model}/stats"] = "How often it was asked, and how long that took.",
        ["/v2/models/stats"] = "The same of all models.",
        ["/v2/repository/index"] = "POST: all models with their versions.",
        ["/v2/models/{model}/versions/{version}"] = "And all that follows it: as without a version, of that one.",
    };

    readonly MemberDocs _docs = new();
    readonly SortedDictionary<string, Type> _types = new(StringComparer.Ordinal);
    readonly StringBuilder _page = new();

    public string Write()
    {
        _page.Append(Head);
        var operations = OperationRegistry.All.ToDictionary(o => o.Info.Name, StringComparer.Ordinal);
        var routes = RouteTable.All.OrderBy(r => r.Path, StringComparer.Ordinal).ToList();
        _page.Append("\n| call | role | |\n|---|---|---|\n");
        foreach (var route in routes)
            Line($"| [{route.Method} {route.Path}](#{Anchor(route)}) | {operations[route.Operation].Info.Role.Word()} | {route.Summary} |");
        _page.Append("\nBesides, by GET where nothing else is said:\n\n| path | |\n|---|---|\n");
        foreach (var (path, what) in Besides)
            Line($"| `{path}` | {what} |");
        foreach (var route in routes)
            Route(route, operations[route.Operation]);
        Objects();
        _page.Append(new RpcPage().Write());
        return _page.ToString();
    }

    void Route(OperationRoute route, IOperation operation)
    {
        var (request, result) = operation.Accept(new OperationTypes());
        var shape = new RequestShape(route, request);
        Line();
        Line($"## {route.Method} {route.Path}");
        Line();
        Line($"{route.Summary} Role {operation.Info.Role.Word()}; operation `{route.Operation}`.");
        Line();
        Parameters(route, shape, request);
        Line($"Answer: {Answer(route, result)}.{Statuses(route)}");
        if (route.Form is AnswerForm.Json or AnswerForm.Job && MemberWords.IsObject(result))
        {
            Line();
            Members(result, "");
        }

        Line();
        Line("```sh");
        Line(ApiSamples.Call(route, shape));
        Line("```");
    }

    void Parameters(OperationRoute route, RequestShape shape, Type request)
    {
        var sources = MemberWords.MembersOf(request).ToDictionary(m => m.Name, StringComparer.Ordinal);
        var rows = new List<string>();
        foreach (var name in route.InPath.Concat(route.TakesRecords || route.Form == AnswerForm.Inference ? [] : shape.Free))
        {
            var text = name switch
            {
                RequestShape.Topology => "Name of a topology that the server offers.",
                "model" when route.InPath.Contains(name) => route.Patterns.ContainsKey(name)
                    ? "A version in the registry, `name:version`."
                    : "Name of a model.",
                _ => _docs.Of(sources[name].Source),
            };
            var place =
                route.InPath.Contains(name) ? "path"
                : route.Method == "GET" ? "query"
                : route.TakesFiles ? $"part `{FormParts.Request}`"
                : "body";
            rows.Add(
                $"| `{name}` | {place} | {TypeOf(sources[name], shape.SchemaOf(name), shape.Required.Contains(name))} | {Cell(text)} |"
            );
        }

        if (route.Waits)
            rows.Add("| `Prefer` | header | text | `wait=SECONDS`: so long the caller waits, 1 to 60; else 10. |");
        else if (route.TakesRecords)
            rows.Add("| `Idempotency-Key` | header | text | The same key with the same body within 24 hours publishes nothing more. |");
        rows.AddRange(
            route.Parts.Select(p =>
                $"| `{p.Name}` | part | {p.Kind}{(p.IsRequired ? "" : " []")} |{(p.Says.Length > 0 ? $" {p.Says}" : "")} |"
            )
        );

        if (rows.Count > 0)
        {
            Line("| | in | | |");
            Line("|---|---|---|---|");
            rows.ForEach(Line);
            Line();
        }

        if (route.Waits)
            Line("Body: one event, with the fields that the topology declares; or a CloudEvent; may be gzip.");
        else if (route.TakesRecords)
            Line($"Body: {string.Join(", ", RecordsEndpoint.Types.Keys.Select(t => $"`{t}`"))}; may be gzip.");
        else if (route.TakesFiles)
            Line($"Body: `{FormParts.ContentType}`, its parts in any order.");
        else if (route is { Form: AnswerForm.Inference, Method: "POST" })
            Line("Body: tensors, as the Open Inference Protocol has them; may be gzip or deflate.");
        else
            return;
        Line();
    }

    string TypeOf(JsonMember member, JsonNode schema, bool must)
    {
        var type = Nullable.GetUnderlyingType(member.Type) ?? member.Type;
        var words = type == typeof(Events.Time.Timestamp) ? "time" : MemberWords.Of(type, Linked);
        if (schema["minimum"] is { } least && schema["maximum"] is { } most)
            words += $", {Figure(least)} to {Figure(most)}";
        if (schema["pattern"] is { } pattern && type != typeof(TimeSpan))
            words += $", `{pattern.GetValue<string>().Replace("|", "\\|", StringComparison.Ordinal)}`";
        return must ? words : $"{words} [{Default(member, schema)}]";
    }

    /// <summary>The schema knows those of parameters; a property is asked.</summary>
    static string Default(JsonMember member, JsonNode schema)
    {
        var owner = member.Source.DeclaringType!;
        var value =
            schema["default"] is { } told ? told.ToJsonString(ResultJson.OneLine)
            : owner.GetConstructor(Type.EmptyTypes) is null ? ""
            : JsonSerializer.Serialize(((PropertyInfo)member.Source).GetValue(Activator.CreateInstance(owner)), ResultJson.OneLine);
        return value == "null" ? "" : value;
    }

    static string Figure(JsonNode figure) =>
        decimal.Parse(figure.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    string Answer(OperationRoute route, Type result) =>
        route.Form switch
        {
            AnswerForm.Job =>
                $"202, {Linked(typeof(Application.StartJob.StartedJob))}; the job's result is {MemberWords.Of(result, t => $"`{t.Name}`")}",
            AnswerForm.Text => $"a text of `{route.ContentType}`",
            AnswerForm.Lines => "`application/x-ndjson`, a prediction a line",
            AnswerForm.Events => "`text/event-stream`; the data of an event are a prediction, its id is a cursor",
            AnswerForm.Inference => "JSON, as the Open Inference Protocol has it",
            AnswerForm.Download => $"a file, {string.Join(" or ", route.Sends.Select(type => $"`{type}`"))}",
            _ when result == typeof(string) => "a text",
            _ => MemberWords.Of(result, t => $"`{t.Name}`"),
        };

    static string Statuses(OperationRoute route)
    {
        var also = new List<string>();
        if (route.InPath.Count > 0)
            also.Add("404");
        if (route.Method == "POST" && !route.TakesRecords)
            also.Add("409");
        if (route.TakesRecords || route.TakesFiles)
            also.AddRange(["408", "413", "415"]);
        if (route.Waits)
            also.AddRange(["422 `rejected`", "504 `pending`"]);
        else if (route.TakesRecords)
            also.Add("422 `mismatch`");
        return also.Count == 0 ? "" : $" Also: {string.Join(", ", also)}.";
    }

    /// <summary>Objects within what is answered, each once.</summary>
    void Objects()
    {
        Line();
        Line("# Objects");
        var written = new HashSet<Type>();
        while (_types.Values.FirstOrDefault(t => !written.Contains(t)) is { } type)
        {
            written.Add(type);
            var at = _page.Length;
            Members(type, "");
            _page.Insert(at, $"\n## {type.Name}\n\n{(_docs.Of(type) is { Length: > 0 } text ? text + "\n\n" : "")}");
        }
    }

    void Members(Type type, string indent)
    {
        foreach (var member in MemberWords.MembersOf(type))
        {
            var text = _docs.Of(member.Source);
            var words = MemberWords.Of(member.Type, Linked) + (member.MayBeNull ? " or `null`" : "");
            Line($"{indent}- `{member.Name}` ({words}){(text.Length > 0 ? $": {text}" : "")}");
        }
    }

    string Linked(Type type)
    {
        if (!MemberWords.IsObject(type))
            return type.Name;
        if (_types.TryGetValue(type.Name, out var other) && other != type)
            throw new InvalidOperationException($"{type} and {other} have the same name.");
        _types[type.Name] = type;
        return $"[{type.Name}](#{type.Name.ToLowerInvariant()})";
    }

    /// <summary>As GitHub makes it of a heading.</summary>
    static string Anchor(OperationRoute route) =>
        $"{route.Method} {route.Path}"
            .ToLowerInvariant()
            .Replace(' ', '-')
            .Replace("/", "", StringComparison.Ordinal)
            .Replace("{", "", StringComparison.Ordinal)
            .Replace("}", "", StringComparison.Ordinal);

    static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    void Line(string text = "") => _page.Append(text).Append('\n');
}
