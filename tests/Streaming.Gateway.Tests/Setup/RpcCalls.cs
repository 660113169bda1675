using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Streaming.Gateway.Rpc.V1;

namespace Streaming.Gateway.Tests.Setup;

/// <summary>Calls by the names on the wire, as any language makes them.</summary>
static class RpcCalls
{
    public const string Inference = "inference.GRPCInferenceService";
    public const string Streaming = "streaming.v1.Streaming";

    public static async Task<TResponse> CallAsync<TRequest, TResponse>(
        this GrpcChannel channel,
        string service,
        string method,
        TRequest request,
        string? key = null
    )
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        await channel
            .CreateCallInvoker()
            .AsyncUnaryCall(Method<TRequest, TResponse>(MethodType.Unary, service, method), null, Shown(Options(), key), request);

    /// <summary>Calls an operation by its name, with a key.</summary>
    public static Task<CallResponse> RpcAsync(this RunningGateway gateway, string key, CallRequest request) =>
        gateway.Rpc.CallAsync<CallRequest, CallResponse>(Streaming, "Call", request, key);

    /// <summary>The status that a call must fail with.</summary>
    public static async Task<(StatusCode Code, string Detail)> FailAsync<TRequest, TResponse>(
        this GrpcChannel channel,
        string service,
        string method,
        TRequest request,
        string? key = null
    )
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        var fault = await Should.ThrowAsync<RpcException>(() => channel.CallAsync<TRequest, TResponse>(service, method, request, key));
        return (fault.StatusCode, fault.Status.Detail);
    }

    public static AsyncServerStreamingCall<TResponse> Stream<TRequest, TResponse>(
        this GrpcChannel channel,
        string service,
        string method,
        TRequest request,
        CancellationToken stop,
        string? key = null
    )
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        channel
            .CreateCallInvoker()
            .AsyncServerStreamingCall(
                Method<TRequest, TResponse>(MethodType.ServerStreaming, service, method),
                null,
                Shown(new CallOptions(cancellationToken: stop), key),
                request
            );

    public static AsyncClientStreamingCall<TRequest, TResponse> Upload<TRequest, TResponse>(
        this GrpcChannel channel,
        string service,
        string method
    )
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        channel
            .CreateCallInvoker()
            .AsyncClientStreamingCall(Method<TRequest, TResponse>(MethodType.ClientStreaming, service, method), null, Options());

    public static AsyncDuplexStreamingCall<TRequest, TResponse> Talk<TRequest, TResponse>(
        this GrpcChannel channel,
        string service,
        string method,
        CancellationToken stop
    )
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        channel
            .CreateCallInvoker()
            .AsyncDuplexStreamingCall(
                Method<TRequest, TResponse>(MethodType.DuplexStreaming, service, method),
                null,
                new CallOptions(cancellationToken: stop)
            );

    /// <summary>Bytes of metadata that clients take by default (gRPC's own libraries in C++, Go and Java).</summary>
    public const int MostMetadata = 8 << 10;

    /// <summary>Bytes of what came with a status, as HTTP/2 counts them (RFC 9113, section 6.5.2).</summary>
    public static int MetadataBytes(RpcException fault)
    {
        const int Around = 32;
        var trailers = fault.Trailers.Sum(t => t.Key.Length + (t.IsBinary ? (t.ValueBytes.Length + 2) / 3 * 4 : t.Value.Length) + Around);
        // The status and its text are no trailers to this client; the text is percent-encoded.
        var text = Encoding.UTF8.GetBytes(fault.Status.Detail).Sum(b => b is >= 0x20 and < 0x7f and not (byte)'%' ? 1 : 3);
        return trailers + text + "grpc-status16grpc-message".Length + 2 * Around;
    }

    /// <summary>Bytes where a message belongs.</summary>
    public static async Task<StatusCode> SendBytesAsync(this GrpcChannel channel, string service, string method, byte[] bytes)
    {
        var raw = new Marshaller<byte[]>(b => b, b => b);
        try
        {
            await channel
                .CreateCallInvoker()
                .AsyncUnaryCall(new Method<byte[], byte[]>(MethodType.Unary, service, method, raw, raw), null, Options(), bytes);
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    static CallOptions Shown(CallOptions options, string? key) =>
        key is null ? options : options.WithHeaders(new Metadata { { "authorization", $"Bearer {key}" } });

    static CallOptions Options() => new(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1));

    static Method<TRequest, TResponse> Method<TRequest, TResponse>(MethodType type, string service, string method)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() => new(type, service, method, Marshaller<TRequest>(), Marshaller<TResponse>());

    static Marshaller<T> Marshaller<T>()
        where T : class, IMessage<T>, new() => new(message => message.ToByteArray(), new MessageParser<T>(() => new T()).ParseFrom);
}
