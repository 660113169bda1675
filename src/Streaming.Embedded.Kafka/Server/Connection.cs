using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Streaming.Embedded.Kafka.Apis.Cluster;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Server;

/// <summary>
/// One client's connection: requests are answered one after the other, in order, as the protocol demands. Whatever goes wrong
/// with a request ends this connection and touches nothing else.
/// </summary>
sealed class Connection(Socket socket, ApiTable table, int maxRequestBytes, ILogger logger)
{
    readonly RequestDecoder _decoder = new(table);
    readonly string _client = socket.RemoteEndPoint?.ToString() ?? "unknown";
    readonly string _clientHost = "/" + ((socket.RemoteEndPoint as System.Net.IPEndPoint)?.Address.ToString() ?? "unknown");

    public async Task RunAsync(CancellationToken stop)
    {
        // Leaves the accepting loop at once.
        await Task.Yield();
        using var stream = new NetworkStream(socket, ownsSocket: true);
        using var response = new WireWriter();
        using var frames = new FrameReader(stream, maxRequestBytes);
        try
        {
            socket.NoDelay = true;
            while (await frames.NextAsync(stop) is var (buffer, length))
            {
                try
                {
                    if (await AnswerAsync(buffer.AsMemory(0, length), response, stop))
                        await stream.WriteAsync(response.Written, stop);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }
        }
        catch (MalformedRequestException e)
        {
            BrokerLog.BadRequest(logger, _client, e.Message);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone, or the broker stops.
        }
    }

    /// <summary>Fills <paramref name="response"/> with a whole answer; false where none is wanted.</summary>
    async ValueTask<bool> AnswerAsync(Memory<byte> frame, WireWriter response, CancellationToken stop)
    {
        var (request, api) = _decoder.Decode(frame, _clientHost);
        response.Reset(request.Flexible);
        response.Int32(0);
        response.Int32(request.CorrelationId);
        if (api is null)
        {
            ((ApiVersionsApi)table.Find((short)ApiKey.ApiVersions)!).WriteUnsupported(response);
        }
        else
        {
            // A client that asks for versions does not know yet what the answer's header looks like: always the old one.
            if (api.Key != ApiKey.ApiVersions)
                response.Tags();
            await HandleAsync(api, request, response, stop);
        }

        BinaryPrimitives.WriteInt32BigEndian(response.Patch(0, 4), response.Length - 4);
        return !request.NoResponse;
    }

    async ValueTask HandleAsync(Api api, Request request, WireWriter response, CancellationToken stop)
    {
        try
        {
            await api.HandleAsync(request, response, stop);
        }
        catch (Exception e) when (e is not (MalformedRequestException or OperationCanceledException))
        {
            BrokerLog.RequestFailed(logger, e, api.Key, _client);
            throw new MalformedRequestException("the request failed");
        }
    }
}
