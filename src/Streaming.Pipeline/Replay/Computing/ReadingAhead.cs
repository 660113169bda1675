using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Streaming.Pipeline.Replay.Computing;

static class ReadingAhead
{
    /// <summary>The same items, taken from their source on a task of its own while the caller works on those before.</summary>
    /// <param name="source">Read no further once the caller has stopped.</param>
    /// <param name="count">Items taken ahead at most.</param>
    /// <param name="stop">Stops reading.</param>
    public static async IAsyncEnumerable<T> Of<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> source,
        int count,
        [EnumeratorCancellation] CancellationToken stop = default
    )
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var channel = Channel.CreateBounded<T>(new BoundedChannelOptions(count) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => FillAsync(source(ended.Token), channel.Writer, ended.Token), CancellationToken.None);
        try
        {
            await foreach (var item in channel.Reader.ReadAllAsync(stop))
                yield return item;
        }
        finally
        {
            await ended.CancelAsync();
            await reading;
        }
    }

    static async Task FillAsync<T>(IAsyncEnumerable<T> source, ChannelWriter<T> writer, CancellationToken stop)
    {
        try
        {
            await foreach (var item in source.WithCancellation(stop))
                await writer.WriteAsync(item, stop);
            writer.Complete();
        }
        catch (Exception e)
        {
            // Whoever reads the channel gets it.
            writer.Complete(e);
        }
    }
}
