using Microsoft.Extensions.Logging;

namespace Streaming.Gateway;

static partial class GatewayMessages
{
    [LoggerMessage(1900, LogLevel.Error, "{Method} {Path} failed ({Id})")]
    public static partial void Failed(ILogger log, string method, string path, string id, Exception fault);

    [LoggerMessage(1901, LogLevel.Warning, "{Method} {Path} was broken off after its answer had begun")]
    public static partial void BrokenOff(ILogger log, string method, string path, Exception fault);
}
