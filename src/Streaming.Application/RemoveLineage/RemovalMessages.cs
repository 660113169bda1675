using Microsoft.Extensions.Logging;

namespace Streaming.Application.RemoveLineage;

static partial class RemovalMessages
{
    [LoggerMessage(
        1720,
        LogLevel.Warning,
        "Lineage of {Topology} that is older than it is kept could not be removed; the next day it is tried again"
    )]
    public static partial void NotRemoved(ILogger log, string topology, Exception fault);
}
