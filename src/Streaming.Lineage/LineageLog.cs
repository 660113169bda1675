using Microsoft.Extensions.Logging;

namespace Streaming.Lineage;

static partial class LineageLog
{
    [LoggerMessage(1500, LogLevel.Debug, "Append to {Streams} streams failed (attempt {Attempt}); looking at what was stored")]
    public static partial void AppendFailed(ILogger log, int streams, int attempt, Exception fault);

    [LoggerMessage(1501, LogLevel.Warning, "The lookup filters of {Stream} were not merged; lookups by event id are slower until they are")]
    public static partial void GroupNotBuilt(ILogger log, string stream, Exception fault);

    [LoggerMessage(
        1502,
        LogLevel.Warning,
        "Ended database session {Pid}: it held a lock on the lineage for {Seconds} s and did nothing (a frozen process?)"
    )]
    public static partial void BlockerEnded(ILogger log, int pid, double seconds);

    [LoggerMessage(1503, LogLevel.Debug, "An append waits, and the sessions that may block it could not be listed")]
    public static partial void BlockersNotSeen(ILogger log, Exception fault);

    [LoggerMessage(
        1510,
        LogLevel.Warning,
        "The state snapshot after batch {Stream}/{Version} is not there; an older one or recorded rows are read instead"
    )]
    public static partial void SnapshotMissing(ILogger log, string stream, long version);

    [LoggerMessage(
        1511,
        LogLevel.Warning,
        "The state snapshot after batch {Stream}/{Version} does not match the hash that lineage recorded and is not used; verify "
            + "the lineage"
    )]
    public static partial void SnapshotAltered(ILogger log, string stream, long version);
}
