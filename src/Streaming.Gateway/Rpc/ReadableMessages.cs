using Google.Protobuf;
using Grpc.Core;
using Streaming.Topology;

namespace Streaming.Gateway.Rpc;

/// <summary>The messages of a stream. Bytes that are no message are the caller's fault, of which the library says nothing.</summary>
sealed class ReadableMessages<T>(IAsyncStreamReader<T> messages) : IAsyncStreamReader<T>
{
    public T Current => messages.Current;

    /// <exception cref="StreamingException">What comes cannot be read.</exception>
    public async Task<bool> MoveNext(CancellationToken stop)
    {
        try
        {
            return await messages.MoveNext(stop);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new StreamingException("The message cannot be read.", e) { Kind = FailureKind.Invalid };
        }
    }
}
