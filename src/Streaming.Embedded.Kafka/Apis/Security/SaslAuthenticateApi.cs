using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Sasl;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Security;

/// <summary>Carries the messages of the mechanism that was agreed on.</summary>
sealed class SaslAuthenticateApi() : Api(ApiKey.SaslAuthenticate, 0, 2, 2)
{
    /// <summary>Whoever tries one password after the other waits.</summary>
    static readonly TimeSpan AfterRefusal = TimeSpan.FromMilliseconds(100);

    public override async ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stop)
    {
        try
        {
            var session = request.Session ?? throw new SaslRefusedException("clients need not say who they are here");
            Write(response, request.Version, ErrorCode.None, null, await session.NextAsync(Message(request), stop), session.LifetimeMs);
        }
        catch (SaslRefusedException e)
        {
            await Task.Delay(AfterRefusal, stop);
            Write(response, request.Version, ErrorCode.SaslAuthenticationFailed, $"Authentication failed: {e.Message}.", [], 0);
        }
    }

    static byte[] Message(Request request) => request.Reader().Bytes().ToArray();

    static void Write(WireWriter response, short version, ErrorCode error, string? message, byte[] answer, long lifetime)
    {
        response.Error(error);
        response.String(message);
        response.Bytes(answer);
        if (version >= 1)
            response.Int64(lifetime);
        response.Tags();
    }
}
