using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Streaming.Gateway.Calls;

/// <summary>Sends items as they come: at once where nothing more is there yet, else a good piece at a time.</summary>
static class StreamAnswer
{
    const int Piece = 16 << 10;

    /// <param name="http">Whom to.</param>
    /// <param name="items">What; a fault before the first is said by the status, so nothing is sent until that is there.</param>
    /// <param name="contentType">What they are written as.</param>
    /// <param name="head">What comes before them.</param>
    /// <param name="write">Writes one.</param>
    public static async Task SendAsync<TItem>(
        HttpContext http,
        IAsyncEnumerable<TItem> items,
        string contentType,
        ReadOnlyMemory<byte> head,
        Action<IBufferWriter<byte>, TItem> write
    )
    {
        var stop = http.RequestAborted;
        await using var each = items.GetAsyncEnumerator(CancellationToken.None);
        var more = await each.MoveNextAsync();
        http.Response.ContentType = contentType;
        var body = http.Response.BodyWriter;
        body.Write(head.Span);
        while (more)
        {
            write(body, each.Current);
            var next = each.MoveNextAsync();
            try
            {
                if (!next.IsCompleted || body.UnflushedBytes >= Piece)
                    await body.FlushAsync(stop);
            }
            catch
            {
                // Whoever listened is gone. What is still under way hears of that too, and must be over before it can be disposed of.
                await OverAsync(next);
                throw;
            }

            more = await next;
        }

        await http.Response.CompleteAsync();
    }

    static async Task OverAsync(ValueTask<bool> next)
    {
        Task over = next.AsTask();
        await over.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }
}
