using Microsoft.Extensions.Logging;

namespace Streaming.Application.Jobs;

static partial class JobMessages
{
    [LoggerMessage(1710, LogLevel.Warning, "Jobs could not be looked for")]
    public static partial void NotReached(ILogger log, Exception fault);

    [LoggerMessage(1711, LogLevel.Warning, "Job {Job} could not be run here")]
    public static partial void NotRun(ILogger log, long job, Exception fault);
}
