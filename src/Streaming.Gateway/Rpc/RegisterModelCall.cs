using System.Text;
using System.Text.Json;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Streaming.Application.Operations;
using Streaming.Application.RegisterModel;
using Streaming.Gateway.Calls;
using Streaming.Gateway.Hosting;
using Streaming.Gateway.Identity;
using Streaming.Gateway.Limiting;
using Streaming.Gateway.Routes;

namespace Streaming.Gateway.Rpc;

/// <summary>Takes a model in by a stream of messages, and has it registered, as over HTTP.</summary>
sealed class RegisterModelCall(OperationRunner runner, GatewayParts parts)
{
    static readonly OperationRoute Route = RouteTable.All.Single(r => r.Operation == "model.register");

    readonly RegisterModelOperation _operation = new();
    readonly RequestBinder<RegisterModelRequest> _binder = new(Route, parts.Topologies);

    /// <returns>The result, JSON.</returns>
    public async Task<string> CallAsync(IAsyncStreamReader<V1.RegisterModelRequest> messages, HttpContext http)
    {
        var (caller, stop) = (CallerOf.Request(http), http.RequestAborted);
        // Whoever may not call it learns nothing of what it takes.
        runner.Admit(_operation.Info, caller);
        using var upload = new FormUpload(http, Route.Parts, parts.Limits.ModelBytes);
        RegisterModelRequest? said = null;
        while (await messages.MoveNext(stop))
        {
            var message = messages.Current;
            if (said is null)
                said = _binder.Bind(Encoding.UTF8.GetBytes(message.Request));
            else if (message.Request.Length > 0)
                throw RequestShape.Invalid("The first message alone has a request.");
            if (message.Model.Length > 0)
                await upload.AppendAsync(FilePart.Model.Name, message.Model.Memory, stop);
            if (message.Rows.Length > 0)
                await upload.AppendAsync(FilePart.Proof.Name, message.Rows.Memory, stop);
        }

        var request = FileRequests.With(
            said ?? throw RequestShape.Invalid("The first message has the request, and there is none."),
            upload.Complete()
        );
        using var place = await parts.Places.EnterAsync(request.Topology, PlaceKind.Work, stop);
        return JsonSerializer.Serialize(await runner.RunAsync(_operation, request, caller, stop: stop), ResultJson.OneLine);
    }
}
