using Microsoft.Extensions.Logging;

namespace Streaming.Application.Learning;

static partial class RunMessages
{
    [LoggerMessage(1730, LogLevel.Warning, "The learning runs of {Topology} could not be looked after")]
    public static partial void NotReached(ILogger log, string topology, Exception fault);

    [LoggerMessage(1731, LogLevel.Warning, "{Topology} could not be watched for drift")]
    public static partial void NotWatched(ILogger log, string topology, Exception fault);

    [LoggerMessage(1732, LogLevel.Warning, "The goals of {Topology} could not be watched over")]
    public static partial void NotSupervised(ILogger log, string topology, Exception fault);

    [LoggerMessage(1733, LogLevel.Warning, "A person is called for the goals of {Topology}, by look {Look}: {Why}")]
    public static partial void PersonCalled(ILogger log, string topology, long look, string why);

    [LoggerMessage(1734, LogLevel.Warning, "The policy of {Topology} stays what it was: its file cannot be read")]
    public static partial void PolicyUnread(ILogger log, string topology, Exception fault);
}
