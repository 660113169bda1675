namespace Streaming.Pipeline.Ordering;

/// <summary>What is known of how far a topic partition has been read. All in ticks of the merge's clock.</summary>
sealed class InputReading
{
    /// <summary>When the first came of what has come since it was at its end; null: nothing has.</summary>
    public long? Behind { get; set; }

    /// <summary>When it was last known to be read up to its end; null: never.</summary>
    public long? Ended { get; set; }

    /// <summary>Since when reading has kept up with what is written; null: it has not been at the end yet.</summary>
    public long? CaughtUp { get; set; }

    /// <summary>The caller has been asked to stop reading this input.</summary>
    public bool Paused { get; set; }
}
