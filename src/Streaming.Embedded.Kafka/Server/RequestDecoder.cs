using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Security.Sasl;

namespace Streaming.Embedded.Kafka.Server;

/// <summary>Reads a request's header and finds the API that answers it.</summary>
sealed class RequestDecoder(ApiTable table, SaslSession? session = null)
{
    /// <summary>
    /// The request and its API. Where the version is not offered the API is null for an ApiVersions request, which is answered
    /// all the same; any other is refused.
    /// </summary>
    public (Request Request, Api? Api) Decode(Memory<byte> frame, string clientHost, ClientAccess access)
    {
        var reader = new WireReader(frame.Span, flexible: false);
        var (key, version, correlation) = (reader.Int16(), reader.Int16(), reader.Int32());
        var api = table.Find(key) ?? throw new MalformedRequestException($"API {key} is not offered");
        if (version < api.MinVersion || version > api.MaxVersion)
        {
            if (api.Key != ApiKey.ApiVersions)
                throw new MalformedRequestException($"version {version} of {api.Key} is not offered");
            return (new Request(api.Key, version, false, correlation, "", clientHost, default) { Access = access }, null);
        }

        var flexible = api.IsFlexible(version);
        var client = reader.NullableString() ?? "";
        if (flexible)
        {
            var tags = new WireReader(frame.Span[reader.Position..], flexible: true);
            tags.Tags();
            return (Asked(true, frame[(reader.Position + tags.Position)..]), api);
        }

        return (Asked(false, frame[reader.Position..]), api);

        Request Asked(bool newer, Memory<byte> body) =>
            new(api.Key, version, newer, correlation, client, clientHost, body) { Access = access, Session = session };
    }
}
