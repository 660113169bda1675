using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Streaming.Application.AskModel;
using Streaming.Application.DescribeInterface;
using Streaming.Gateway.Calls;
using Streaming.Gateway.Hosting;
using Streaming.Gateway.Identity;
using Streaming.Gateway.Limiting;

namespace Streaming.Gateway.Inference;

/// <summary>
/// The Open Inference Protocol v2 over REST (github.com/kserve/open-inference-protocol, inference_rest.md), with the parts of Triton's
/// extensions that its clients ask for: binary tensor data, model configuration, statistics and the repository index.
/// </summary>
sealed class OpenInferenceRoutes(ModelCalls calls, RecordIntake intake)
{
    /// <summary>All of the protocol's paths begin so; what goes wrong there is told as it has it.</summary>
    public const string Prefix = "/v2";

    /// <summary>What the server calls itself.</summary>
    public const string ServerName = "streaming";

    /// <summary>What its models are run by.</summary>
    public const string Platform = "onnxruntime_onnx";

    /// <summary>The same, by its other name.</summary>
    public const string Backend = "onnxruntime";

    const string Model = $"{Prefix}/models/{{model}}";
    static readonly string[] Bases = [Model, $"{Model}/versions/{{version}}"];

    /// <summary>Of the program.</summary>
    public static string ServerVersion { get; } = typeof(OpenInferenceRoutes).Assembly.GetName().Version!.ToString(3);

    /// <summary>Extensions of the protocol that are offered.</summary>
    public static IReadOnlyList<string> Extensions { get; } =
    ["binary_tensor_data", "model_configuration", "statistics", "model_repository"];

    /// <summary>Puts them where they are found.</summary>
    /// <param name="to">The server.</param>
    /// <param name="health">Answers probes.</param>
    /// <param name="gated">Keeps to the limits of requests.</param>
    public void Map(IEndpointRouteBuilder to, HealthEndpoints health, Func<RequestDelegate, RequestDelegate> gated)
    {
        RequestDelegate Asked(RequestDelegate answer) =>
            gated(http =>
                http.Request.Query.Count == 0 ? answer(http) : throw RequestShape.Invalid("Nothing of the protocol stands in the query.")
            );
        to.MapGet(Prefix, ServerAsync);
        to.MapGet($"{Prefix}/health/live", HealthEndpoints.LiveAsync).WithMetadata(new ForEverybody());
        to.MapGet($"{Prefix}/health/ready", health.ReadyAsync).WithMetadata(new ForEverybody());
        foreach (var at in Bases)
        {
            to.MapGet(at, Asked(MetadataAsync));
            to.MapGet($"{at}/ready", Asked(ReadyAsync));
            to.MapGet($"{at}/config", Asked(ConfigAsync));
            to.MapGet($"{at}/stats", Asked(http => StatsAsync(http, [Named(http)])));
            to.MapPost($"{at}/infer", Asked(InferAsync));
        }

        to.MapGet($"{Prefix}/models/stats", Asked(http => StatsAsync(http, calls.ModelsFor(CallerOf.Request(http)))));
        to.MapPost($"{Prefix}/repository/index", Asked(IndexAsync));
        to.Map($"{Prefix}/{{**other}}", NotSupportedAsync);
    }

    /// <summary>What goes wrong, as the protocol tells it.</summary>
    public static Task FailAsync(HttpContext http, string error) => SendAsync(http, new JsonObject { ["error"] = error });

    static Task NotSupportedAsync(HttpContext http) => throw new BadHttpRequestException("not supported");

    static Task ServerAsync(HttpContext http) =>
        SendAsync(
            http,
            new JsonObject
            {
                ["name"] = ServerName,
                ["version"] = ServerVersion,
                ["extensions"] = new JsonArray([.. Extensions.Select(e => JsonValue.Create(e))]),
            }
        );

    async Task MetadataAsync(HttpContext http)
    {
        var described = await DescribeAsync(http);
        await SendAsync(
            http,
            new JsonObject
            {
                ["name"] = described.Model,
                ["versions"] = new JsonArray([.. described.Versions.Select(v => JsonValue.Create(Text(v)))]),
                ["platform"] = Platform,
                ["inputs"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = FeatureVectors.Matrix,
                        ["datatype"] = "FP32",
                        ["shape"] = new JsonArray(-1, described.Features.Count),
                        ["parameters"] = new JsonObject
                        {
                            ["columns"] = new JsonArray([.. described.Features.Select(f => JsonValue.Create(f))]),
                        },
                    }
                ),
                ["outputs"] = new JsonArray(
                    Tensor(InferOutputs.Score, "FP32"),
                    Tensor(InferOutputs.Decision, "BYTES", described.Decisions)
                ),
            }
        );
    }

    static JsonObject Tensor(string name, string type, IReadOnlyList<string>? values = null)
    {
        var tensor = new JsonObject
        {
            ["name"] = name,
            ["datatype"] = type,
            ["shape"] = new JsonArray(-1),
        };
        if (values is not null)
            tensor["parameters"] = new JsonObject { ["values"] = new JsonArray([.. values.Select(v => JsonValue.Create(v))]) };
        return tensor;
    }

    async Task ReadyAsync(HttpContext http)
    {
        if (!await calls.IsReadyAsync(Named(http), Version(http), CallerOf.Request(http), http.RequestAborted))
            throw new BadHttpRequestException($"No version of model {Named(http)} is in use, or the one that is cannot be loaded.");
        await SendAsync(http, new JsonObject { ["name"] = Named(http), ["ready"] = true });
    }

    async Task ConfigAsync(HttpContext http)
    {
        var described = await DescribeAsync(http);
        await SendAsync(
            http,
            new JsonObject
            {
                ["name"] = described.Model,
                ["platform"] = Platform,
                ["backend"] = Backend,
                // The first dimension counts as any other: a request has any number of rows.
                ["max_batch_size"] = 0,
                ["input"] = new JsonArray(Configured(FeatureVectors.Matrix, "TYPE_FP32", -1, described.Features.Count)),
                ["output"] = new JsonArray(
                    Configured(InferOutputs.Score, "TYPE_FP32", -1),
                    Configured(InferOutputs.Decision, "TYPE_STRING", -1)
                ),
                ["parameters"] = new JsonObject
                {
                    ["columns"] = new JsonObject { ["string_value"] = string.Join(',', described.Features) },
                },
            }
        );
    }

    static JsonObject Configured(string name, string type, params int[] dimensions) =>
        new()
        {
            ["name"] = name,
            ["data_type"] = type,
            ["dims"] = new JsonArray([.. dimensions.Select(d => JsonValue.Create(d))]),
        };

    async Task StatsAsync(HttpContext http, IReadOnlyList<string> models)
    {
        var stats = new JsonArray();
        foreach (var model in models)
        {
            var described = await calls.DescribeAsync(model, version: null, CallerOf.Request(http), http.RequestAborted);
            var counts = calls.Counts(model);
            stats.Add(
                new JsonObject
                {
                    ["name"] = model,
                    ["version"] = described.InUse is { } version ? Text(version) : "",
                    ["last_inference"] = counts.Last?.ToUnixTimeMilliseconds() ?? 0,
                    ["inference_count"] = counts.Rows,
                    ["execution_count"] = counts.Done,
                    ["inference_stats"] = new JsonObject
                    {
                        ["success"] = Took(counts.Done, counts.DoneNanoseconds),
                        ["fail"] = Took(counts.Failed, counts.FailedNanoseconds),
                    },
                    ["batch_stats"] = new JsonArray(),
                }
            );
        }

        await SendAsync(http, new JsonObject { ["model_stats"] = stats });

        static JsonObject Took(long count, long nanoseconds) => new() { ["count"] = count, ["ns"] = nanoseconds };
    }

    async Task IndexAsync(HttpContext http)
    {
        var index = new JsonArray();
        foreach (var entry in await calls.IndexAsync(CallerOf.Request(http), http.RequestAborted))
        {
            index.Add(
                new JsonObject
                {
                    ["name"] = entry.Model,
                    ["version"] = Text(entry.Version),
                    ["state"] = entry.State,
                    ["reason"] = entry.Reason,
                }
            );
        }

        await SendAsync(http, index);
    }

    async Task InferAsync(HttpContext http)
    {
        calls.AdmitAsking(Named(http), CallerOf.Request(http));
        using var share = intake.Budget.Open();
        var call = await InferBody.ReadAsync(http, share, intake.Limits.RecordBytes);
        var asked = await calls.AskAsync(
            Named(http),
            Version(http),
            call,
            CallerOf.Request(http),
            ClientName.Of(http),
            http.RequestAborted
        );
        await InferAnswer.SendAsync(http, call, asked);
    }

    Task<DescribedInterface> DescribeAsync(HttpContext http) =>
        calls.DescribeAsync(Named(http), Version(http), CallerOf.Request(http), http.RequestAborted);

    static string Named(HttpContext http) => (string)http.Request.RouteValues["model"]!;

    static int? Version(HttpContext http) => ModelCalls.VersionOf(http.Request.RouteValues["version"] as string);

    static string Text(int version) => version.ToString(CultureInfo.InvariantCulture);

    static Task SendAsync(HttpContext http, JsonNode body)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body.ToJsonString(), http.RequestAborted);
    }
}
