using Microsoft.Extensions.Logging;

namespace Streaming.Application.AccessLog;

static partial class AccessLogMessages
{
    [LoggerMessage(1700, LogLevel.Warning, "The access log could not be written")]
    public static partial void NotWritten(ILogger log, Exception fault);
}
