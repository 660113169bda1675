using Microsoft.Extensions.Logging;

namespace Streaming.Embedded.Kafka;

/// <summary>What the broker logs. Event ids 1800 to 1819.</summary>
static partial class BrokerLog
{
    [LoggerMessage(1800, LogLevel.Debug, "Broker listens on {Address}, data in {Directory}")]
    public static partial void Started(ILogger logger, string address, string directory);

    [LoggerMessage(1801, LogLevel.Debug, "Broker on {Address} stopped")]
    public static partial void Stopped(ILogger logger, string address);

    [LoggerMessage(1802, LogLevel.Warning, "Recovered after an unclean stop: {Finding}")]
    public static partial void Recovered(ILogger logger, string finding);

    [LoggerMessage(1803, LogLevel.Debug, "Connection from {Client} closed: {Reason}")]
    public static partial void BadRequest(ILogger logger, string client, string reason);

    [LoggerMessage(1804, LogLevel.Error, "{Api} from {Client} failed, its connection is closed")]
    public static partial void RequestFailed(ILogger logger, Exception exception, Protocol.ApiKey api, string client);

    [LoggerMessage(1805, LogLevel.Error, "Housekeeping failed ({Work}); it is tried again")]
    public static partial void HousekeepingFailed(ILogger logger, Exception exception, string work);
}
