using System.Text.Json.Nodes;
using Streaming.Application.Operations;
using Streaming.Application.SendRecords;
using Streaming.Application.StartJob;
using Streaming.Gateway.Calls;
using Streaming.Gateway.Problems;
using Streaming.Gateway.Routes;

namespace Streaming.Gateway.Describing;

/// <summary>The OpenAPI 3.1 document, made from the routes and from the operations' own schemas.</summary>
static class OpenApiDescription
{
    const string ProblemSchema = "problem";
    const string StartedJobSchema = "job.start";
    const string OpenInference = "As inference_rest.md of github.com/kserve/open-inference-protocol has it.";

    /// <summary>As it is served.</summary>
    public static string Write()
    {
        var schemas = new JsonObject
        {
            [ProblemSchema] = ContractSchema.Of(typeof(Problem), Place(ProblemSchema)),
            [StartedJobSchema] = ContractSchema.Of(typeof(StartedJob), Place(StartedJobSchema)),
        };
        var paths = new JsonObject();
        var operations = OperationRegistry.All.ToDictionary(o => o.Info.Name, StringComparer.Ordinal);
        foreach (var route in RouteTable.All.OrderBy(r => r.Path, StringComparer.Ordinal))
        {
            var types = operations[route.Operation].Accept(new Types());
            if (route.Form == AnswerForm.Json)
                schemas[route.Operation] = ContractSchema.Of(types.Result, Place(route.Operation));
            var path = paths[route.Path] as JsonObject ?? [];
            path[route.Method.ToLowerInvariant()] = Operation(route, types, operations[route.Operation].Info);
            paths[route.Path] = path;
        }

        return ContractSchema.Write(
            new JsonObject
            {
                ["openapi"] = "3.1.1",
                ["info"] = new JsonObject
                {
                    ["title"] = "Streaming",
                    ["version"] = "1",
                    ["description"] = "Everything that can be done, over HTTP; what each operation answers is the same at every door.",
                },
                // Nobody has to say who they are where the server does not ask for it.
                ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject()),
                ["paths"] = paths,
                ["components"] = new JsonObject
                {
                    ["schemas"] = schemas,
                    ["headers"] = LimitResponses.Headers(),
                    ["responses"] = ProblemResponses.Add(LimitResponses.All(Failure), Reference(ProblemSchema)),
                    ["securitySchemes"] = new JsonObject
                    {
                        ["bearer"] = new JsonObject
                        {
                            ["type"] = "http",
                            ["scheme"] = "bearer",
                            ["description"] = "An API key, or an access token of the issuer that this server trusts.",
                        },
                    },
                },
            }
        );
    }

    static JsonObject Operation(OperationRoute route, (Type Request, Type Result) types, OperationInfo info)
    {
        var shape = new RequestShape(route, types.Request);
        var inQuery = route.Method == "GET" ? shape.Free : [];
        var operation = new JsonObject
        {
            ["operationId"] = route.Operation,
            ["summary"] = route.Summary,
            ["description"] = $"Takes the role {info.Role.Word()}.",
            ["parameters"] = new JsonArray([
                .. route.InPath.Select(name => Parameter(shape, name, "path", required: true)),
                .. inQuery.Select(name => Parameter(shape, name, "query", shape.Required.Contains(name))),
            ]),
            ["responses"] = new JsonObject
            {
                [route.Form == AnswerForm.Job ? "202" : "200"] = Answer(route),
                ["429"] = LimitResponses.Of(route.Form),
                ["default"] = new JsonObject
                {
                    ["description"] = "What is wrong, and what would mend it.",
                    ["content"] = Failure(route.Form),
                },
            },
        };
        ProblemResponses.Add(operation["responses"]!.AsObject(), route, shape);
        if (route is { Form: AnswerForm.Inference, Method: "POST" })
        {
            operation["requestBody"] = new JsonObject
            {
                ["description"] = $"{OpenInference} The body may be packed by gzip or deflate.",
                ["required"] = true,
                ["content"] = Content("application/json", new JsonObject { ["type"] = "object" }),
            };
        }
        else if (route.Waits)
        {
            operation["requestBody"] = new JsonObject
            {
                ["description"] = "One event; the body may be packed by gzip.",
                ["required"] = true,
                ["content"] = Content(
                    "application/json",
                    new JsonObject { ["type"] = "object", ["description"] = "The fields that the topology declares." }
                ),
            };
            operation["parameters"]!.AsArray().Add(WaitHeader());
        }
        else if (route.TakesRecords)
        {
            operation["requestBody"] = RecordsBody();
            operation["parameters"]!.AsArray().Add(KeyHeader());
        }
        else if (route.TakesFiles)
        {
            operation["requestBody"] = FormBody(shape);
        }
        else if (route.Method == "POST" && shape.Free.Any())
        {
            operation["requestBody"] = Body(shape);
        }

        return operation;
    }

    /// <summary>The Open Inference Protocol tells faults in its own way.</summary>
    static JsonObject Failure(AnswerForm form) =>
        form == AnswerForm.Inference
            ? Content("application/json", new JsonObject { ["type"] = "object" })
            : Content("application/problem+json", Reference(ProblemSchema));

    static JsonObject Parameter(RequestShape shape, string name, string place, bool required)
    {
        var parameter = new JsonObject
        {
            ["name"] = name,
            ["in"] = place,
            ["required"] = required,
            ["schema"] = shape.SchemaOf(name),
        };
        if (shape.IsList(name))
            (parameter["style"], parameter["explode"]) = ("form", false);
        return parameter;
    }

    static JsonObject Body(RequestShape shape) =>
        new()
        {
            ["required"] = shape.Required.Except(shape.Route.InPath, StringComparer.Ordinal).Any(),
            ["content"] = Content("application/json", Members(shape)),
        };

    static JsonObject Members(RequestShape shape) =>
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(shape.Free.Select(name => KeyValuePair.Create(name, (JsonNode?)shape.SchemaOf(name)))),
            ["required"] = new JsonArray([
                .. shape.Required.Except(shape.Route.InPath, StringComparer.Ordinal).Select(name => JsonValue.Create(name)),
            ]),
            ["additionalProperties"] = false,
        };

    static JsonObject FormBody(RequestShape shape)
    {
        static JsonObject File(FilePart part) =>
            new()
            {
                ["description"] = part.Says.Length > 0 ? $"{part.Kind}. {part.Says}" : $"{part.Kind}.",
                ["contentMediaType"] = "application/octet-stream",
            };
        var parts = shape.Route.Parts;
        var must = parts.Where(p => p.IsRequired).Select(p => p.Name);
        var said = shape.Required.Except(shape.Route.InPath, StringComparer.Ordinal).Any() ? must.Prepend(FormParts.Request) : must;
        return new()
        {
            ["description"] = "The parts of a form, in any order; with one of the headers that no form of another site sends.",
            ["required"] = true,
            ["content"] = new JsonObject
            {
                [FormParts.ContentType] = new JsonObject
                {
                    ["schema"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["properties"] = new JsonObject([
                            KeyValuePair.Create(FormParts.Request, (JsonNode?)Members(shape)),
                            .. parts.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)File(p))),
                        ]),
                        ["required"] = new JsonArray([.. said.Select(name => JsonValue.Create(name))]),
                        ["additionalProperties"] = false,
                    },
                    ["encoding"] = new JsonObject { [FormParts.Request] = new JsonObject { ["contentType"] = "application/json" } },
                },
            },
        };
    }

    static JsonObject KeyHeader() =>
        new()
        {
            ["name"] = RecordsEndpoint.IdempotencyKey,
            ["in"] = "header",
            ["description"] =
                "Sent again with the same key and body within 24 hours, records are not published again, and the answer is the same. "
                + "Not for lines.",
            ["schema"] = new JsonObject
            {
                ["type"] = "string",
                ["minLength"] = 1,
                ["maxLength"] = 255,
            },
        };

    static JsonObject WaitHeader() =>
        new()
        {
            ["name"] = DecideEndpoint.Prefer,
            ["in"] = "header",
            ["description"] = "`wait=SECONDS`: how long the caller waits, 1 to 60; 10 where nothing is said.",
            ["schema"] = new JsonObject { ["type"] = "string", ["pattern"] = "^wait=[0-9]{1,2}$" },
        };

    static JsonObject RecordsBody() =>
        new()
        {
            ["description"] = "Records; the body may be packed by gzip.",
            ["required"] = true,
            ["content"] = new JsonObject(
                RecordsEndpoint.Types.Select(type =>
                    KeyValuePair.Create(type.Key, (JsonNode?)new JsonObject { ["schema"] = RecordsSchema(type.Value) })
                )
            ),
        };

    static JsonObject RecordsSchema(BodyForm form)
    {
        static JsonObject Record() => new() { ["type"] = "object", ["description"] = "The fields that the topology declares." };
        return form switch
        {
            BodyForm.Json => new JsonObject
            {
                ["oneOf"] = new JsonArray(
                    Record(),
                    new JsonObject
                    {
                        ["type"] = "array",
                        ["items"] = Record(),
                        ["minItems"] = 1,
                    }
                ),
            },
            BodyForm.CloudEvent => new JsonObject { ["type"] = "object", ["description"] = "A CloudEvent 1.0 whose data has the fields." },
            BodyForm.CloudEvents => new JsonObject
            {
                ["type"] = "array",
                ["items"] = new JsonObject { ["type"] = "object" },
                ["minItems"] = 1,
            },
            _ => new JsonObject { ["type"] = "string", ["description"] = "A record a line, of any number." },
        };
    }

    static JsonObject Answer(OperationRoute route) =>
        route.Form switch
        {
            AnswerForm.Job => new JsonObject
            {
                ["description"] = "The job that will do it.",
                ["headers"] = new JsonObject
                {
                    ["Location"] = new JsonObject
                    {
                        ["description"] = "Where the job tells how it goes.",
                        ["schema"] = new JsonObject { ["type"] = "string" },
                    },
                },
                ["content"] = Content("application/json", Reference(StartedJobSchema)),
            },
            AnswerForm.Text => Described("A text.", route.ContentType),
            AnswerForm.Inference => new JsonObject
            {
                ["description"] = OpenInference,
                ["content"] = Content("application/json", new JsonObject { ["type"] = "object" }),
            },
            AnswerForm.Lines => Described("A line of JSON each.", "application/x-ndjson"),
            AnswerForm.Events => Described("Events whose data are predictions, and whose ids are cursors.", "text/event-stream"),
            AnswerForm.Download => Described("The file.", route.Sends),
            _ => new JsonObject { ["description"] = "The result.", ["content"] = Content("application/json", Reference(route.Operation)) },
        };

    static JsonObject Described(string description, params IEnumerable<string> types) =>
        new()
        {
            ["description"] = description,
            ["content"] = new JsonObject(types.Select(type => KeyValuePair.Create(type, (JsonNode?)new JsonObject()))),
        };

    static JsonObject Content(string type, JsonNode schema) => new() { [type] = new JsonObject { ["schema"] = schema } };

    static JsonObject Reference(string schema) => new() { ["$ref"] = Place(schema) };

    static string Place(string schema) => $"#/components/schemas/{schema}";

    sealed class Types : IOperationVisitor<(Type Request, Type Result)>
    {
        public (Type Request, Type Result) Visit<TRequest, TResult>(Operation<TRequest, TResult> operation) =>
            (typeof(TRequest), typeof(TResult));

        public (Type Request, Type Result) Visit<TRequest, TItem>(StreamOperation<TRequest, TItem> operation) =>
            (typeof(TRequest), typeof(TItem));
    }
}
