namespace Streaming.Embedded.Kafka.Topics;

/// <summary>
/// Topics that tools of Kafka expect once groups and transactions are used. Here they are empty: what Apache Kafka keeps in them is in
/// the state store.
/// </summary>
static class InternalTopics
{
    /// <summary>Where Apache Kafka keeps what groups have committed.</summary>
    public const string Offsets = "__consumer_offsets";

    /// <summary>Where Apache Kafka keeps how far transactions are.</summary>
    public const string Transactions = "__transaction_state";

    static readonly Dictionary<string, string> Config = new(StringComparer.Ordinal) { ["cleanup.policy"] = "compact" };

    public static bool Contains(string topic) => topic is Offsets or Transactions;

    /// <summary>Makes one on its first use, as Apache Kafka does.</summary>
    public static void Ensure(TopicCatalog topics, string name)
    {
        // Others may be as quick.
        if (topics.Find(name) is null)
            topics.Create(name, 1, Config, checkOnly: false);
    }
}
