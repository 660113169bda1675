using Microsoft.Extensions.Logging;

namespace Streaming.Embedded.Postgres;

static partial class PostgresLog
{
    [LoggerMessage(1850, LogLevel.Debug, "PostgreSQL {Version} ({Origin}) runs the cluster in {Folder} on port {Port}")]
    public static partial void Started(ILogger log, Version version, string origin, string folder, int port);

    [LoggerMessage(1851, LogLevel.Debug, "Joined the PostgreSQL server that runs the cluster in {Folder} on port {Port}")]
    public static partial void Joined(ILogger log, string folder, int port);

    [LoggerMessage(1852, LogLevel.Debug, "Stopped the PostgreSQL server of the cluster in {Folder}")]
    public static partial void Stopped(ILogger log, string folder);

    [LoggerMessage(
        1853,
        LogLevel.Warning,
        "The PostgreSQL server of the cluster in {Folder} (process {Pid}) was left behind by a process that is gone; it is stopped and "
            + "started again"
    )]
    public static partial void StoppingOrphan(ILogger log, string folder, int pid);

    [LoggerMessage(1854, LogLevel.Debug, "Removed the stale {File}: its process {Pid} is not a server of this cluster")]
    public static partial void RemovedStaleFile(ILogger log, string file, int pid);
}
