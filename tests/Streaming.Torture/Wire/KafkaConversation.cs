using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Streaming.Torture.Wire;

/// <summary>
/// Carries the Kafka protocol, request by request, through a gate. Answers that name the broker's address are changed to
/// name the proxy's, so that clients stay with the proxy: host and port follow one another in all of them, and only the port
/// differs, so that nothing else has to be understood.
/// </summary>
sealed class KafkaConversation(Gate gate, string host, int brokerPort, Func<int> proxyPort)
{
    const int Metadata = 3;
    const int FindCoordinator = 10;
    const int DescribeCluster = 60;

    readonly byte[] _address = [.. Encoding.ASCII.GetBytes(host), .. PortBytes(brokerPort)];
    readonly int _hostLength = host.Length;

    public Task RunAsync(Socket client, Socket server)
    {
        var asked = new ConcurrentDictionary<int, short>();
        // The first direction to end ends the conversation.
        return Task.WhenAny(RequestsAsync(client, server, asked), AnswersAsync(client, server, asked)).Unwrap();
    }

    async Task RequestsAsync(Socket client, Socket server, ConcurrentDictionary<int, short> asked)
    {
        while (await Frames.ReadAsync(client) is { } request)
        {
            var api = BinaryPrimitives.ReadInt16BigEndian(request.AsSpan(4));
            asked[BinaryPrimitives.ReadInt32BigEndian(request.AsSpan(8))] = api;
            if (!await gate.PassAsync((WirePoint)api, WireMoment.Before))
                return;
            await Frames.WriteAsync(server, request);
        }
    }

    async Task AnswersAsync(Socket client, Socket server, ConcurrentDictionary<int, short> asked)
    {
        while (await Frames.ReadAsync(server) is { } answer)
        {
            if (asked.TryRemove(BinaryPrimitives.ReadInt32BigEndian(answer.AsSpan(4)), out var api))
            {
                if (api is Metadata or FindCoordinator or DescribeCluster)
                    Redirect(answer);
                if (!await gate.PassAsync((WirePoint)api, WireMoment.After))
                    return;
            }

            await Frames.WriteAsync(client, answer);
        }
    }

    void Redirect(Span<byte> answer)
    {
        for (var at = answer.IndexOf(_address); at >= 0; at = answer.IndexOf(_address))
        {
            PortBytes(proxyPort()).CopyTo(answer[(at + _hostLength)..]);
            answer = answer[(at + _address.Length)..];
        }
    }

    static byte[] PortBytes(int port)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, port);
        return bytes;
    }
}
