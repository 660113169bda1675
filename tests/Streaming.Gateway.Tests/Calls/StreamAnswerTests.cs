using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Streaming.Gateway.Calls;

namespace Streaming.Gateway.Tests.Calls;

public sealed class StreamAnswerTests
{
    /// <summary>It used to be disposed of while it still waited for the next item, and that was all the log told.</summary>
    [Fact]
    public async Task Who_leaves_while_nothing_comes_leaves_nothing_behind()
    {
        using var gone = new CancellationTokenSource();
        var (working, isOver) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), false);
        var http = new DefaultHttpContext { RequestAborted = gone.Token };
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(new Leaving(gone)));

        var answer = StreamAnswer.SendAsync(http, ItemsAsync(), "text/plain", default, (body, item) => body.Write(item));

        gone.IsCancellationRequested.ShouldBeTrue();
        working.SetResult();
        await Should.ThrowAsync<OperationCanceledException>(answer);
        isOver.ShouldBeTrue();

        async IAsyncEnumerable<byte[]> ItemsAsync()
        {
            yield return [1];
            await working.Task;
            isOver = true;
        }
    }

    /// <summary>Whoever reads it hangs up at the first byte.</summary>
    sealed class Leaving(CancellationTokenSource gone) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await gone.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
