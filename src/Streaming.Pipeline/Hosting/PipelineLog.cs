using Microsoft.Extensions.Logging;
using Streaming.Pipeline.Isolation;

namespace Streaming.Pipeline.Hosting;

/// <summary>Log events 1600-1699.</summary>
static partial class PipelineLog
{
    [LoggerMessage(1600, LogLevel.Debug, "{Stage}: partitions {Partitions} assigned")]
    public static partial void Assigned(ILogger logger, string stage, string partitions);

    [LoggerMessage(1601, LogLevel.Information, "{Stage}[{Partition}]: emitting lineage versions {From} to {To} again")]
    public static partial void ReEmitting(ILogger logger, string stage, int partition, long from, long to);

    [LoggerMessage(1602, LogLevel.Warning, "{Stage}: starting over from lineage in {Delay}: {Reason}")]
    public static partial void SessionRestarts(ILogger logger, string stage, TimeSpan delay, string reason);

    [LoggerMessage(1603, LogLevel.Warning, "{Stage}: Kafka reports {Reason}")]
    public static partial void KafkaError(ILogger logger, string stage, string reason);

    [LoggerMessage(1604, LogLevel.Warning, "The version of {Model} in use stays: {Reason}")]
    public static partial void ModelNotTaken(ILogger logger, string model, string reason);

    [LoggerMessage(
        1605,
        LogLevel.Warning,
        "{Stage}[{Partition}]: its clock had been set to {Clock} by a forged watermark or date and goes back to {Reached}; what was "
            + "scored meanwhile is marked late"
    )]
    public static partial void ClockMended(ILogger logger, string stage, int partition, DateTimeOffset clock, DateTimeOffset reached);

    [LoggerMessage(
        1606,
        LogLevel.Warning,
        "{Stage}: every event read from {Topic} so far lies in January 1970. If numbers in {Field} are seconds since 1970, declare it in "
            + "the topology: {Field}: {{ type: timestamp, unit: seconds }}"
    )]
    public static partial void TimesOf1970(ILogger logger, string stage, string topic, string field);

    [LoggerMessage(1607, LogLevel.Warning, "{Stage}: {Rows} record(s) go to quarantine, {First} among them: {Detail}")]
    public static partial void RowsFail(ILogger logger, string stage, int rows, RowPlace first, string detail);

    [LoggerMessage(1608, LogLevel.Warning, "Decisions of {Model} version {Version} are recorded without explanations: {Reason}")]
    public static partial void NotExplained(ILogger logger, string model, int version, string reason);

    [LoggerMessage(
        1609,
        LogLevel.Warning,
        "{Stage}[{Partition}]: guard {Guard} of {Topology} has tripped at {At} (event time) and changes decisions until {Until} or later: "
            + "{Evidence}; see lineage version {Version}"
    )]
    public static partial void GuardTripped(
        ILogger logger,
        string topology,
        string stage,
        int partition,
        string guard,
        string at,
        string until,
        string evidence,
        long version
    );

    [LoggerMessage(
        1610,
        LogLevel.Information,
        "{Stage}[{Partition}]: guard {Guard} of {Topology} stays tripped from {At} (event time) until {Until} or later: {Evidence}"
    )]
    public static partial void GuardStaysTripped(
        ILogger logger,
        string topology,
        string stage,
        int partition,
        string guard,
        string at,
        string until,
        string evidence
    );

    [LoggerMessage(
        1611,
        LogLevel.Information,
        "{Stage}[{Partition}]: guard {Guard} of {Topology} has recovered at {At} (event time): {Evidence}"
    )]
    public static partial void GuardRecovered(
        ILogger logger,
        string topology,
        string stage,
        int partition,
        string guard,
        string at,
        string evidence
    );

    [LoggerMessage(
        1620,
        LogLevel.Debug,
        "{Stage}[{Partition}]: state restored in {Duration} from the snapshot after version {Snapshot} ({Entries} entries) and {Rows} rows"
    )]
    public static partial void StateRestored(
        ILogger logger,
        string stage,
        int partition,
        TimeSpan duration,
        long snapshot,
        long entries,
        long rows
    );

    [LoggerMessage(
        1621,
        LogLevel.Warning,
        "{Stage}[{Partition}]: the state snapshot after version {Version} is not used: {Reason}; an older one or recorded rows are "
            + "read instead"
    )]
    public static partial void SnapshotNotUsed(ILogger logger, string stage, int partition, long version, string reason);
}
