namespace Streaming.Pipeline.Actors;

/// <summary>A batch of the partition is committed: the merge may release another.</summary>
sealed record BatchCommitted
{
    public static readonly BatchCommitted Instance = new();
}

/// <summary>Time has passed: an input that is waited for may have run out of its wait.</summary>
sealed record Tick
{
    public static readonly Tick Instance = new();
}
