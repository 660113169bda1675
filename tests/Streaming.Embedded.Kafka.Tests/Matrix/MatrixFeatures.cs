namespace Streaming.Embedded.Kafka.Tests.Matrix;

/// <summary>What clients are tried with: the names that their scripts report, and the words of the table.</summary>
static class MatrixFeatures
{
    public static readonly IReadOnlyList<(string Name, string Words)> All =
    [
        ("records", "records with keys"),
        ("headers", "headers"),
        ("tombstones", "tombstones (no value)"),
        ("large", "large messages"),
        ("gzip", "gzip, stored as sent"),
        ("snappy", "snappy, stored as sent"),
        ("lz4", "lz4, stored as sent"),
        ("zstd", "zstd, stored as sent"),
        ("create time", "the time that a record was made"),
        ("append time", "the time that it was appended"),
        ("group", "consumer groups"),
        ("static", "static members"),
        ("cooperative", "cooperative rebalance"),
        ("consumer protocol", "groups that the broker assigns (`group.protocol=consumer`)"),
        ("transactions", "transactions, read committed"),
        ("topics", "topics: create, grow, alter, describe, delete"),
        ("by time", "offsets by time"),
        ("delete records", "delete records"),
        ("groups", "groups: list, describe, delete"),
        ("acls", "rules of access"),
        ("scram", "SCRAM users"),
        ("quotas", "quotas are refused"),
        ("compacted", "compacted topics: the newest record of a key is left"),
    ];

    /// <summary>Compressions, as a batch's attributes number them.</summary>
    public static readonly IReadOnlyDictionary<string, int> Codecs = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["gzip"] = 1,
        ["snappy"] = 2,
        ["lz4"] = 3,
        ["zstd"] = 4,
    };
}
