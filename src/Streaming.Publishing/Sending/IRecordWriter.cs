using Streaming.Events.Raw;
using Streaming.Events.Time;

namespace Streaming.Publishing.Sending;

/// <summary>Where records go.</summary>
interface IRecordWriter
{
    /// <summary>Hands over a record; waits while too many are under way.</summary>
    void Send(string topic, byte[]? key, byte[]? value);

    /// <summary>Promises that nothing older follows on any partition of a topic. Call only when all before is acknowledged.</summary>
    /// <param name="topic">Topic.</param>
    /// <param name="partitions">How many it has.</param>
    /// <param name="time">A time, or <see cref="Watermark.Idle"/>.</param>
    void SendWatermark(string topic, int partitions, Timestamp time);

    /// <summary>Returns when every record is acknowledged.</summary>
    void Acknowledge(CancellationToken stop);
}
