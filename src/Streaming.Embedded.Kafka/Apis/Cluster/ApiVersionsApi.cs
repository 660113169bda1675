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
        if (version >= 3)
            WriteFeatures(response, version);
    }

    /// <summary>
    /// The one feature of those that a cluster turns on: groups that the broker assigns. Before version 4 a feature that may be off, as
    /// this one, cannot be told as supported.
    /// </summary>
    static void WriteFeatures(WireWriter response, short version)
    {
        const short Off = 0;
        const short On = 1;
        response.UVarint(version >= 4 ? 3u : 2u);
        if (version >= 4)
            WriteFeature(response, tag: 0, Off, On);
        response.UVarint(1);
        response.UVarint(8);
        response.Int64(0);
        WriteFeature(response, tag: 2, On, On);
    }

    static void WriteFeature(WireWriter response, uint tag, short first, short second)
    {
        using var field = new WireWriter { Flexible = true };
        field.Array(1);
        field.String("group.version");
        field.Int16(first);
        field.Int16(second);
        field.Tags();
        response.UVarint(tag);
        response.UVarint((uint)field.Length);
        field.Written.Span.CopyTo(response.Take(field.Length));
    }
}
