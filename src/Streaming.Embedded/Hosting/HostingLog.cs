using Microsoft.Extensions.Logging;

namespace Streaming.Embedded.Hosting;

static partial class HostingLog
{
    [LoggerMessage(1880, LogLevel.Debug, "A command's lease ended: {Reason}")]
    public static partial void LeaseBroken(ILogger log, string reason);

    [LoggerMessage(1881, LogLevel.Error, "An embedded service did not start")]
    public static partial void StartFailed(ILogger log, Exception reason);

    [LoggerMessage(1882, LogLevel.Information, "The host of {Folder} serves (process {Pid}, control port {Port})")]
    public static partial void HostStarted(ILogger log, string folder, int pid, int port);

    [LoggerMessage(1883, LogLevel.Information, "The host of {Folder} stops: {Reason}")]
    public static partial void HostStops(ILogger log, string folder, string reason);

    [LoggerMessage(1884, LogLevel.Warning, "The host of the embedded services ended unexpectedly; starting another")]
    public static partial void HostLost(ILogger log);

    [LoggerMessage(1885, LogLevel.Error, "The embedded services could not be started again: {Reason}")]
    public static partial void HostNotReplaced(ILogger log, string reason);

    [LoggerMessage(1886, LogLevel.Error, "The embedded services came back at other addresses than this command uses; start it again")]
    public static partial void HostMoved(ILogger log);
}
