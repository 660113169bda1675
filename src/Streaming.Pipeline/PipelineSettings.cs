using Streaming.Kafka;

namespace Streaming.Pipeline;

/// <summary>Where a pipeline process connects to and how much it takes on at a time.</summary>
public sealed record PipelineSettings
{
    internal const int DefaultMaxBatchRows = 4096;
    internal const int DefaultMaxInFlight = 2;

    /// <summary>Kafka bootstrap servers, host:port, comma separated.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>Npgsql connection string of the lineage database.</summary>
    public required string Postgres { get; init; }

    /// <summary>Any further librdkafka properties (security, timeouts), given to every client.</summary>
    public IReadOnlyDictionary<string, string> KafkaProperties { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Name of this process among those of the pipeline: unique while it runs, the same after a restart, so that a
    /// restarted process takes its partitions back at once and its unfinished transaction is aborted at once.
    /// </summary>
    public string Instance { get; init; } = "0";

    /// <summary>Partitions of topics the pipeline has to create.</summary>
    public int Partitions { get; init; } = 4;

    /// <summary>Rows a lineage batch holds at most (complete groups of one event time may exceed it a little).</summary>
    public int MaxBatchRows { get; init; } = DefaultMaxBatchRows;

    /// <summary>
    /// Batches of a stage partition that may be on their way to be emitted at a time, at least one: one in its commit and one prepared to
    /// follow it.
    /// Every batch records it, so that a restart knows how far outputs may lie behind lineage, whatever the setting is then.
    /// </summary>
    public int MaxInFlight
    {
        get;
        init =>
            field =
                value >= 1
                    ? value
                    : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one batch has to be on its way.");
    } = DefaultMaxInFlight;

    /// <summary>
    /// Rows after which a stage partition's state is stored with its lineage, or more where the state is large
    /// (<see cref="Recovery.SnapshotSchedule"/>). Null: never, and none is used at a restart.
    /// </summary>
    public int? SnapshotRows { get; init; } = 50_000;

    /// <summary>Kafka's session time-out: how long a silent process keeps its partitions.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An open transaction holds back read-committed readers at most this long after its process died.</summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a broker or database may take to answer at start.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How to reach Kafka.</summary>
    internal KafkaConnection Kafka => new(BootstrapServers, KafkaProperties) { Patience = ConnectTimeout };
}
