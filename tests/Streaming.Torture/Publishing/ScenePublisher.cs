namespace Streaming.Torture.Publishing;

/// <summary>Whose client publishes in a scene.</summary>
public enum PublisherKind
{
    /// <summary>The product's: watermarks on every partition, keys placed as Java's client places them.</summary>
    Watermarks,

    /// <summary>librdkafka as most use it: no watermark, keys placed by CRC-32.</summary>
    Plain,

    /// <summary>Apache Kafka's own client, in a process of its own; no watermark.</summary>
    Java,

    /// <summary>kafka-python, in a process of its own; no watermark, and where an answer is lost it may send twice.</summary>
    Python,
}

/// <summary>Who publishes in a scene, and what.</summary>
/// <param name="Kind">Whose client.</param>
/// <param name="Labels">Labels too, or events alone.</param>
public sealed record ScenePublisher(PublisherKind Kind, bool Labels = true)
{
    /// <summary>Whether the order of the sources is in the records, so that a second run gives the same bits; else it is in when they
    /// came.</summary>
    public bool IsOrdered => Kind == PublisherKind.Watermarks;

    /// <inheritdoc/>
    public override string ToString() => Kind.ToString().ToLowerInvariant() + (Labels ? "" : ", no labels");
}
