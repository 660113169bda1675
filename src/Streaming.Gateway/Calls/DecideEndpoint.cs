using System.Globalization;
using Microsoft.AspNetCore.Http;
using Streaming.Application.DecideEvent;
using Streaming.Application.Operations;
using Streaming.Application.SendRecords;
using Streaming.Gateway.Hosting;
using Streaming.Gateway.Identity;
using Streaming.Gateway.Limiting;

namespace Streaming.Gateway.Calls;

/// <summary>Takes an event in, and answers with what was decided.</summary>
sealed class DecideEndpoint(DecideEventOperation operation, OperationRunner runner, GatewayParts parts)
{
    /// <summary>The header by which a caller says how long it waits: <c>wait=SECONDS</c> (RFC 7240, section 4.3).</summary>
    public const string Prefer = "Prefer";

    const string Wait = "wait=";

    public async Task DecideAsync(HttpContext http)
    {
        if (http.Request.Headers.ContainsKey(RecordsEndpoint.IdempotencyKey))
            throw RequestShape.Invalid("Asking twice under one key is not offered here: publish the event, and look it up by its id.");
        var body = RecordsEndpoint.BodyOf(http, parts.Intake);
        if (body.Form == BodyForm.Lines)
            throw RequestShape.Invalid("One event is decided at a time.");
        var topology = parts.Topologies.WordOf((string)http.Request.RouteValues[RequestShape.Topology]!);
        using var admission = new DecisionAdmission(parts.Clients, parts.Places, ClientName.Of(http), topology);
        var request = new DecideEventRequest(topology) { Body = body with { Admission = admission } };
        if (http.Request.Headers[Prefer] is [{ } preferred] && preferred.StartsWith(Wait, StringComparison.OrdinalIgnoreCase))
        {
            _ = int.TryParse(preferred.AsSpan(Wait.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
            request = request with { Wait = WaitOf(seconds) };
        }

        var decided = await runner.RunAsync(operation, request, CallerOf.Request(http), stop: http.RequestAborted);
        await Answers.JsonAsync(http, StatusCodes.Status200OK, decided);
    }

    /// <exception cref="Topology.StreamingException">So long nobody waits.</exception>
    public static TimeSpan WaitOf(int seconds) =>
        seconds > 0 && seconds <= DecideEventRequest.Longest.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw RequestShape.Invalid($"A caller waits 1 to {DecideEventRequest.Longest.TotalSeconds} seconds.");
}
