using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Streaming.Application.DecideEvent;
using Streaming.Application.Exporting;
using Streaming.Application.FollowPredictions;
using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Application.SendRecords;
using Streaming.Application.StartJob;
using Streaming.Gateway.Hosting;
using Streaming.Gateway.Identity;
using Streaming.Gateway.Limiting;
using Streaming.Gateway.Routes;

namespace Streaming.Gateway.Calls;

/// <summary>Makes of a route what answers it: binds the request, has the one runner run it, and sends the answer.</summary>
sealed class OperationEndpoint(OperationRoute route, OperationRunner runner, GatewayParts parts) : IOperationVisitor<RequestDelegate>
{
    static readonly byte[] LineEnd = "\n"u8.ToArray();

    public RequestDelegate Visit<TRequest, TResult>(Operation<TRequest, TResult> operation)
    {
        if (operation is Operation<SendRecordsRequest, SentRecords> send)
            return new RecordsEndpoint(send, runner, parts).SendAsync;
        if (operation is DecideEventOperation decide)
            return new DecideEndpoint(decide, runner, parts).DecideAsync;
        var binder = new RequestBinder<TRequest>(route, parts.Topologies);
        if (route.TakesFiles)
            return new FormEndpoint<TRequest, TResult>(route, binder, operation, runner, parts).SendAsync;
        if (route.Form == AnswerForm.Job)
        {
            var start = new StartJobOperation<TRequest, TResult>(operation);
            return http => StartAsync(http, binder, start);
        }

        return route.Form == AnswerForm.Download
            ? http => DownloadAsync(http, binder, operation)
            : http => CallAsync(http, binder, operation);
    }

    public RequestDelegate Visit<TRequest, TItem>(StreamOperation<TRequest, TItem> operation)
    {
        if (operation is FollowPredictionsOperation follow)
            return new PredictionEvents(new RequestBinder<FollowPredictionsRequest>(route, parts.Topologies), runner, follow).SendAsync;
        var binder = new RequestBinder<TRequest>(route, parts.Topologies);
        return http => SendLinesAsync(http, binder, operation);
    }

    async Task CallAsync<TRequest, TResult>(HttpContext http, RequestBinder<TRequest> binder, Operation<TRequest, TResult> operation)
    {
        var request = await binder.BindAsync(http, http.RequestAborted);
        using var place = await EnterAsync(request, PlaceKind.Work, http);
        var result = await runner.RunAsync(operation, Offered(request, http), CallerOf.Request(http), stop: http.RequestAborted);
        if (result is string text)
            await Answers.TextAsync(http, route.ContentType, text);
        else
            await Answers.JsonAsync(http, StatusCodes.Status200OK, result);
    }

    async Task StartAsync<TRequest, TResult>(
        HttpContext http,
        RequestBinder<TRequest> binder,
        StartJobOperation<TRequest, TResult> operation
    )
    {
        var request = await binder.BindAsync(http, http.RequestAborted);
        using var place = await EnterAsync(request, PlaceKind.Work, http);
        var started = await runner.RunAsync(operation, request, CallerOf.Request(http), stop: http.RequestAborted);
        http.Response.Headers.Location = $"/v1/jobs/{started.Job.Id}";
        await Answers.JsonAsync(http, StatusCodes.Status202Accepted, started);
    }

    async Task SendLinesAsync<TRequest, TItem>(HttpContext http, RequestBinder<TRequest> binder, StreamOperation<TRequest, TItem> operation)
    {
        var request = await binder.BindAsync(http, http.RequestAborted);
        using var place = await EnterAsync(request, PlaceKind.Read, http);
        var items = runner.StreamAsync(operation, request, CallerOf.Request(http), stop: http.RequestAborted);
        await StreamAnswer.SendAsync(http, items, "application/x-ndjson; charset=utf-8", default, WriteLine);
    }

    static void WriteLine<TItem>(IBufferWriter<byte> body, TItem item)
    {
        if (item is ReadOnlyMemory<byte> bytes)
            body.Write(bytes.Span);
        else
            body.Write(JsonSerializer.SerializeToUtf8Bytes(item, ResultJson.OneLine));
        body.Write(LineEnd);
    }

    async Task DownloadAsync<TRequest, TResult>(HttpContext http, RequestBinder<TRequest> binder, Operation<TRequest, TResult> operation)
    {
        var request = await binder.BindAsync(http, http.RequestAborted);
        using var place = await EnterAsync(request, PlaceKind.Read, http);
        await Downloads.SendAsync(http, operation, (IWrittenRequest<TRequest>)request!, runner);
    }

    ValueTask<IDisposable?> EnterAsync<TRequest>(TRequest request, PlaceKind kind, HttpContext http) =>
        parts.Places.EnterAsync(OperationRunner.TopologyOf(request), kind, http.RequestAborted);

    /// <summary>A list of topologies is one of those that are offered, and that the caller's roles hold for.</summary>
    TRequest Offered<TRequest>(TRequest request, HttpContext http) =>
        request is Application.ListTopologies.ListTopologiesRequest
            ? (TRequest)
                (object)new Application.ListTopologies.ListTopologiesRequest(parts.Topologies.WordsFor(CallerOf.Request(http).Principal))
            : request;
}
