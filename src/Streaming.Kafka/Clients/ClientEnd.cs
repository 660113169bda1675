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

    internal static bool End(IDisposable client, TimeSpan limit) =>
        Run(client.Dispose, limit, static () => false, "A Kafka client could not be disposed.");

    /// <summary>
    /// Has a consumer leave its group. It may wait for itself for ever where an assignment was under way (librdkafka #4041, #4884).
    /// </summary>
    /// <param name="close">Leaves; rebalance handlers run on the thread that it is called on.</param>
    /// <param name="moves">Whether a handler has run, or still does, since it was asked last: what it does takes the time that it
    /// takes.</param>
    /// <returns>False: the consumer hangs in it, and is to be left behind with its memory.</returns>
    public static bool Leave(Action close, Func<bool> moves) => Leave(close, moves, Limit);

    internal static bool Leave(Action close, Func<bool> moves, TimeSpan limit) =>
        Run(close, limit, moves, "A consumer could not leave its group.");

    static bool Run(Action work, TimeSpan limit, Func<bool> moves, string failure)
    {
        Exception? fault = null;
        var thread = new Thread(() =>
        {
            try
            {
                work();
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
        while (!thread.Join(limit))
        {
            if (!moves())
                return false;
        }

        return fault is null ? true : throw new InvalidOperationException(failure, fault);
    }
}
