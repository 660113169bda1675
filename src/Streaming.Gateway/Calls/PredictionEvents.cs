using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Streaming.Application.FollowPredictions;
using Streaming.Application.Operations;
using Streaming.Gateway.Identity;

namespace Streaming.Gateway.Calls;

/// <summary>
/// Predictions as Server-Sent Events (WHATWG HTML, section 9.2). The id of an event is its cursor, so that a browser that comes back
/// says by itself where it was; an id alone moves the cursor on and is no event.
/// </summary>
sealed class PredictionEvents(RequestBinder<FollowPredictionsRequest> binder, OperationRunner runner, FollowPredictionsOperation operation)
{
    const string LastEventId = "Last-Event-ID";

    static readonly byte[] Retry = "retry: 1000\n\n"u8.ToArray();

    public async Task SendAsync(HttpContext http)
    {
        var stop = http.RequestAborted;
        var request = await binder.BindAsync(http, stop);
        if (http.Request.Headers[LastEventId] is [{ Length: > 0 } last, ..])
            request = request with { Cursor = last };
        // Where the server stops, whoever listens comes back with the last id.
        var items = runner.StreamAsync(operation, request, CallerOf.Request(http), stop: stop);
        await StreamAnswer.SendAsync(http, items, "text/event-stream; charset=utf-8", Retry, Write);
    }

    static void Write(IBufferWriter<byte> body, FollowedPrediction message)
    {
        body.Write("id: "u8);
        Encoding.UTF8.GetBytes(message.Cursor, body);
        if (message.Value is { } value)
        {
            body.Write("\nevent: prediction\ndata: "u8);
            body.Write(value);
        }

        body.Write("\n\n"u8);
    }
}
