namespace Streaming.Embedded.Kafka.Log;

/// <summary>
/// A transaction that ended in an abort: read-committed consumers skip what the producer wrote from <paramref name="FirstOffset"/>
/// up to the marker at <paramref name="LastOffset"/>. <paramref name="LastStableOffset"/> is the one right after the marker.
/// </summary>
readonly record struct AbortedTransaction(long ProducerId, long FirstOffset, long LastOffset, long LastStableOffset);
