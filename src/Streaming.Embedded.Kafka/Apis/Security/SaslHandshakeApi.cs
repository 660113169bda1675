using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Security;

/// <summary>Agrees on a mechanism. In version 0 the messages after it would be no requests; no client of the last years asks for
/// it.</summary>
sealed class SaslHandshakeApi() : SyncApi(ApiKey.SaslHandshake, 1, 1, Never)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var mechanism = reader.String();
        response.Error(
            request.Session is null ? ErrorCode.IllegalSaslState
            : request.Session.Begin(mechanism) ? ErrorCode.None
            : ErrorCode.UnsupportedSaslMechanism
        );
        var offered = request.Session?.Mechanisms ?? [];
        response.Array(offered.Count);
        foreach (var each in offered)
            response.String(each.Name());
    }
}
