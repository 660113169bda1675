using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Streaming.Application.Operations;
using Streaming.Gateway.Routes;
using Streaming.Topology;

namespace Streaming.Gateway.Calls;

/// <summary>
/// Makes a typed request out of an HTTP one. What comes from outside is checked by the schema first, and put into the type only then;
/// members unknown or given twice are refused, so that no request means something else than its caller thinks.
/// </summary>
sealed class RequestBinder<TRequest>(OperationRoute route, OfferedTopologies topologies)
{
    static readonly JsonSerializerOptions Strict = new(ResultJson.OneLine)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        MaxDepth = 16,
    };

    static readonly JsonDocumentOptions Plain = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>What it takes.</summary>
    public RequestShape Shape { get; } = new(route, typeof(TRequest));

    /// <exception cref="StreamingException">The request is wrong.</exception>
    /// <exception cref="BadHttpRequestException">Its body is.</exception>
    public async Task<TRequest> BindAsync(HttpContext http, CancellationToken stop)
    {
        var given = HttpMethods.IsGet(http.Request.Method) ? FromQuery(http.Request) : await FromBodyAsync(http.Request, stop);
        return Complete(Placed(given, http));
    }

    /// <summary>The request that a JSON object is, of one whose body is something else, with the members that stand in the
    /// path.</summary>
    /// <exception cref="StreamingException">It is none.</exception>
    public TRequest Bind(ReadOnlyMemory<byte> json, HttpContext http) => Complete(Placed(Given(json), http));

    /// <summary>The request that a JSON object is, with the members too that stand in the path over HTTP; of no bytes, one that says
    /// nothing.</summary>
    /// <exception cref="StreamingException">It is none.</exception>
    public TRequest Bind(ReadOnlyMemory<byte> json) => Complete(Given(json));

    JsonObject Placed(JsonObject given, HttpContext http)
    {
        foreach (var name in route.InPath)
        {
            if (given.ContainsKey(name))
                throw RequestShape.Invalid($"{name} stands in the path already.");
            given[name] = Shape.ValueOf(name, (string)http.Request.RouteValues[name]!);
        }

        return given;
    }

    static JsonObject Given(ReadOnlyMemory<byte> json)
    {
        try
        {
            var given = json.IsEmpty ? [] : Whole(JsonNode.Parse(json.Span, null, Plain));
            return given ?? throw RequestShape.Invalid("The request must be a JSON object.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw RequestShape.Invalid($"The request is no JSON: {Position(e)}.", e);
        }
    }

    TRequest Complete(JsonObject given)
    {
        Shape.Check(given);
        if (given[RequestShape.Topology] is { } topology)
        {
            given[RequestShape.Topology] =
                topology is JsonValue named && named.TryGetValue<string>(out var name)
                    ? topologies.WordOf(name)
                    : throw RequestShape.Invalid("topology is the name of a topology.");
        }

        foreach (var (member, value) in route.Given)
            given[member] = value;
        return Read(given);
    }

    JsonObject FromQuery(HttpRequest request)
    {
        var given = new JsonObject();
        foreach (var (name, values) in request.Query)
        {
            if (!Shape.Free.Contains(name, StringComparer.Ordinal))
                throw RequestShape.Unknown(name, Shape.Free);
            if (values is not [{ } value])
                throw RequestShape.Invalid($"{name} is given more than once.");
            given[name] = Shape.ValueOf(name, value);
        }

        return given;
    }

    static async Task<JsonObject> FromBodyAsync(HttpRequest request, CancellationToken stop)
    {
        if (request.Query.Count > 0)
            throw RequestShape.Invalid("What is asked for stands in the body here, and not in the query.");
        if (request.ContentLength == 0 || !HasBody(request))
            return [];
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != "application/json")
            throw new BadHttpRequestException("The body must be application/json.", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            return Whole(await JsonNode.ParseAsync(request.Body, null, Plain, stop))
                ?? throw RequestShape.Invalid("The body must be a JSON object.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw RequestShape.Invalid($"The body is no JSON: {Position(e)}.", e);
        }
    }

    /// <summary>The library looks at names and texts only when they are asked for: that they are Unicode is found out here, and that no
    /// list has a hole, which none has a use for.</summary>
    static JsonObject? Whole(JsonNode? request)
    {
        try
        {
            if (request is JsonObject given)
                CheckWhole(given);
            return request as JsonObject;
        }
        catch (InvalidOperationException e)
        {
            throw RequestShape.Invalid("The request has a name or a text that is no Unicode.", e);
        }
    }

    static void CheckWhole(JsonNode node)
    {
        if (node is JsonValue value)
            _ = value.TryGetValue<string>(out _);
        if (node is JsonArray list && list.Contains(null))
            throw RequestShape.Invalid("The request has a list with null in it.");
        foreach (var child in node is JsonObject members ? members.Select(m => m.Value) : node as JsonArray ?? [])
        {
            if (child is not null)
                CheckWhole(child);
        }
    }

    static bool HasBody(HttpRequest request) =>
        request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? request.ContentLength > 0;

    static TRequest Read(JsonObject given)
    {
        try
        {
            return given.Deserialize<TRequest>(Strict) ?? throw RequestShape.Invalid("The body must be a JSON object.");
        }
        catch (JsonException e)
        {
            var member = e.Path is { Length: > 2 } path ? path[2..] : "the request";
            throw RequestShape.Invalid($"{member} has a value that it cannot have; /openapi/v1.json shows what it may be.", e);
        }
    }

    static string Position(Exception fault) =>
        fault is JsonException { LineNumber: { } line, BytePositionInLine: { } at }
            ? $"line {line + 1}, byte {at + 1}"
            : "a member stands in it twice";
}
