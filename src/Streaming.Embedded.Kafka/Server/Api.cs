using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Server;

/// <summary>One API of the protocol in the versions offered: reads a request's body, does it, writes the response's body.</summary>
abstract class Api(ApiKey key, short minVersion, short maxVersion, short flexibleFrom)
{
    /// <summary>For APIs that never became flexible.</summary>
    protected const short Never = short.MaxValue;

    public ApiKey Key { get; } = key;
    public short MinVersion { get; } = minVersion;
    public short MaxVersion { get; } = maxVersion;

    /// <summary>The lowest version told to clients; lower than <see cref="MinVersion"/> only where clients insist.</summary>
    public virtual short AdvertisedMinVersion => MinVersion;

    public bool IsFlexible(short version) => version >= flexibleFrom;

    public abstract ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stop);
}

/// <summary>An API that answers at once.</summary>
abstract class SyncApi(ApiKey key, short minVersion, short maxVersion, short flexibleFrom) : Api(key, minVersion, maxVersion, flexibleFrom)
{
    public sealed override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stop)
    {
        var reader = request.Reader();
        Handle(request, ref reader, response);
        return ValueTask.CompletedTask;
    }

    protected abstract void Handle(Request request, ref WireReader reader, WireWriter response);
}
