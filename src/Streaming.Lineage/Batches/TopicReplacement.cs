namespace Streaming.Lineage.Batches;

/// <summary>What a marker batch says of a topic that was deleted and made again: from here on its name means the new one.</summary>
/// <param name="Topic">Its name.</param>
/// <param name="Read">Offset up to which the old topic was read.</param>
/// <param name="Start">Where the new one begins.</param>
public sealed record TopicReplacement(string Topic, long Read, long Start);
