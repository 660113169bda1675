namespace Streaming.Kafka.Reading;

/// <summary>What a reader wants of the records.</summary>
public enum WantedRecords
{
    /// <summary>All of them, and all of each.</summary>
    Whole,

    /// <summary>All of them, but no values: every record has none.</summary>
    WithoutValues,

    /// <summary>Whether there is any: as little as possible is fetched ahead, and no values.</summary>
    Presence,
}
