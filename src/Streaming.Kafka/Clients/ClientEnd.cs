namespace Streaming.Kafka.Clients;

/// <summary>
/// Ends clients in bounded time. The native client joins its threads when it is destroyed, and two of them may wait for each other for
/// ever where a broker went away at that moment (librdkafka #5476, #5434): a pipeline that was asked to stop would never end.
/// </summary>
public static class ClientEnd
{
    /// <summary>Destroying takes milliseconds; this only ends what would never end.</summary>
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Disposes a client that has left its group and has nothing under way; one that hangs in it is left behind, with its
    /// memory.</summary>
    public static void End(this IDisposable client) => End(client, Limit);

    internal static bool End(IDisposable client, TimeSpan limit)
    {
        Exception? fault = null;
        var thread = new Thread(() =>
        {
            try
            {
                client.Dispose();
            }
            catch (Exception e)
            {
                fault = e;
            }
        })
        {
            IsBackground = true,
            Name = "end of a Kafka client",
        };
        thread.Start();
        var ended = thread.Join(limit);
        return ended && fault is not null ? throw new InvalidOperationException("A Kafka client could not be disposed.", fault) : ended;
    }
}
