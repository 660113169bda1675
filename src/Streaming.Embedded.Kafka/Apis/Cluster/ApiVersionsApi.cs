using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Cluster;

/// <summary>Tells a client which APIs are offered in which versions.</summary>
sealed class ApiVersionsApi(ApiTable table) : SyncApi(ApiKey.ApiVersions, 0, 4, 3)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response) =>
        Write(response, request.Version, ErrorCode.None);

    /// <summary>
    /// The answer to a version that is not offered: in the oldest form, which every client reads, with the list from which it
    /// picks a version to ask again in.
    /// </summary>
    public void WriteUnsupported(WireWriter response)
    {
        response.Flexible = false;
        Write(response, 0, ErrorCode.UnsupportedVersion);
    }

    void Write(WireWriter response, short version, ErrorCode error)
    {
        response.Error(error);
        response.Array(table.All.Count);
        foreach (var api in table.All)
        {
            response.Int16((short)api.Key);
            response.Int16(api.AdvertisedMinVersion);
            response.Int16(api.MaxVersion);
            response.Tags();
        }

        if (version >= 1)
            response.Int32(0);
        response.Tags();
    }
}
