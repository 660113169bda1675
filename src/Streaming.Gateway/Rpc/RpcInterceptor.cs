using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;
using Streaming.Gateway.Hosting;
using Streaming.Gateway.Problems;
using Streaming.Gateway.Rpc.V1;

namespace Streaming.Gateway.Rpc;

/// <summary>Around every gRPC call: it keeps to the limits that requests over HTTP have, and what goes wrong gets its status.</summary>
sealed class RpcInterceptor(GatewayParts parts) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    ) =>
        // Those that wait for the pipeline take no place from those that do not.
        AroundAsync(context, request is DecideRequest ? parts.Waiting : parts.Requests, () => continuation(request, context));

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation
    ) =>
        AroundAsync(context, typeof(TRequest) == typeof(RegisterModelRequest) ? parts.FileUploads : parts.Intake.Uploads, () =>
            continuation(new ReadableMessages<TRequest>(requests), context)
        );

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responses,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation
    ) => AroundAsync(context, parts.Streams, async () =>
        {
            await continuation(request, responses, context);
            return true;
        });

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests,
        IServerStreamWriter<TResponse> responses,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation
    ) => AroundAsync(context, parts.Intake.Uploads, async () =>
        {
            await continuation(new ReadableMessages<TRequest>(requests), responses, context);
            return true;
        });

    async Task<T> AroundAsync<T>(ServerCallContext context, RequestGate gate, Func<Task<T>> call)
    {
        var http = context.GetHttpContext();
        try
        {
            using var place = gate.Enter();
            return await call();
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "The caller is gone."));
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw RpcStatus.Of(parts.Problems.Of(e, http));
        }
    }
}
