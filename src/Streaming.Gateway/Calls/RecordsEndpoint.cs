using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Streaming.Application.Operations;
using Streaming.Application.SendRecords;
using Streaming.Gateway.Hosting;
using Streaming.Gateway.Identity;
using Streaming.Gateway.Limiting;

namespace Streaming.Gateway.Calls;

/// <summary>Takes records in: what a body is, its headers say; all else is the operation's.</summary>
sealed class RecordsEndpoint(Operation<SendRecordsRequest, SentRecords> operation, OperationRunner runner, GatewayParts parts)
{
    /// <summary>The header that makes sending the same again harmless.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    const int LongestKey = 255;

    /// <summary>Of headers that are attributes of a CloudEvent (HTTP Protocol Binding 1.0.2, section 3.1.3).</summary>
    const string AttributePrefix = "ce-";

    /// <summary>Content types by what they say of the body.</summary>
    public static IReadOnlyDictionary<string, BodyForm> Types { get; } =
        new Dictionary<string, BodyForm>(StringComparer.OrdinalIgnoreCase)
        {
            ["application/json"] = BodyForm.Json,
            ["application/x-ndjson"] = BodyForm.Lines,
            ["application/cloudevents+json"] = BodyForm.CloudEvent,
            ["application/cloudevents-batch+json"] = BodyForm.CloudEvents,
        };

    /// <summary>Whether the body is lines, which may come for as long as they come.</summary>
    public static bool AreLines(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && Types.TryGetValue(type.MediaType.ToString(), out var form)
        && form == BodyForm.Lines;

    public async Task SendAsync(HttpContext http)
    {
        // What is asked in a wrong way is told before whether there is such a topology.
        var body = BodyOf(http, parts.Intake);
        var topology = parts.Topologies.WordOf((string)http.Request.RouteValues[RequestShape.Topology]!);
        var request = new SendRecordsRequest(topology)
        {
            Body = body with { Admission = new RecordAdmission(parts.Clients, parts.Places, ClientName.Of(http), topology) },
            IdempotencyKey = KeyOf(http.Request),
        };
        var sent = await runner.RunAsync(operation, request, CallerOf.Request(http), stop: http.RequestAborted);
        await Answers.JsonAsync(http, StatusCodes.Status200OK, sent);
    }

    /// <summary>A body as its headers say it is.</summary>
    public static RecordBody BodyOf(HttpContext http, RecordIntake intake)
    {
        if (http.Request.Query.Count > 0)
            throw RequestShape.Invalid("What is published stands in the body here, and nothing in the query.");
        var (form, packed) = (FormOf(http.Request), IsPacked(http.Request));
        if (form == BodyForm.Lines)
            Unlimit(http, packed);
        return new RecordBody(http.Request.Body, form, packed, intake.Budget)
        {
            MostBytes = intake.Limits.RecordBytes,
            MostRecords = intake.Limits.Records,
            MostRatio = intake.Limits.Unpacked,
            Attributes = form == BodyForm.Json ? AttributesOf(http.Request) : null,
        };
    }

    /// <summary>A text, in quotation marks as a structured field has it (RFC 9651), or without.</summary>
    static string? KeyOf(HttpRequest request)
    {
        if (request.Headers[IdempotencyKey] is not { Count: > 0 } given)
            return null;
        return KeyOf(
            given is [['"', .. var inner, '"']] ? inner
            : given.Count == 1 ? given.ToString()
            : ""
        );
    }

    /// <exception cref="Topology.StreamingException">It cannot be a key.</exception>
    public static string KeyOf(string text)
    {
        return text.Length is > 0 and <= LongestKey && text.All(c => c is > ' ' and <= '~')
            ? text
            : throw RequestShape.Invalid($"{IdempotencyKey} is one text of up to {LongestKey} visible ASCII characters.");
    }

    /// <summary>A CloudEvent in binary mode has its attributes in headers, percent-encoded; null: it is none.</summary>
    static Dictionary<string, string>? AttributesOf(HttpRequest request)
    {
        var attributes = request
            .Headers.Where(h => h.Key.StartsWith(AttributePrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(
                h => h.Key[AttributePrefix.Length..].ToLowerInvariant(),
                h => Uri.UnescapeDataString(h.Value.ToString()),
                StringComparer.Ordinal
            );
        return attributes.Count == 0 ? null : attributes;
    }

    /// <summary>Lines are taken as they come, however many: none of them stays. Unpacking asks for bytes when it needs some.</summary>
    static void Unlimit(HttpContext http, bool packed)
    {
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        http.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = packed;
    }

    static BodyForm FormOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && Types.TryGetValue(type.MediaType.ToString(), out var form)
            ? IsUtf8(type)
                ? form
                : throw new BadHttpRequestException("Records are UTF-8.", StatusCodes.Status415UnsupportedMediaType)
            : throw new BadHttpRequestException(
                $"The body must be {string.Join(" or ", Types.Keys)}.",
                StatusCodes.Status415UnsupportedMediaType
            );

    static bool IsUtf8(MediaTypeHeaderValue type) =>
        !type.Charset.HasValue || type.Charset.Value!.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    static bool IsPacked(HttpRequest request) =>
        request.Headers.ContentEncoding.ToString().ToLowerInvariant() switch
        {
            "" or "identity" => false,
            "gzip" or "x-gzip" => true,
            _ => throw new BadHttpRequestException("A body may be packed by gzip.", StatusCodes.Status415UnsupportedMediaType),
        };
}
