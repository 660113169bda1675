using System.Runtime.CompilerServices;
using Streaming.Application.FollowPredictions.Tails;
using Streaming.Application.Identity;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Topology;

namespace Streaming.Application.FollowPredictions;

/// <summary>
/// Committed predictions as they come, until stopped. Each message carries a cursor; whoever comes back with the last one goes on after it,
/// with nothing missing and nothing twice, at whichever process.
/// </summary>
public sealed class FollowPredictionsOperation()
    : StreamOperation<FollowPredictionsRequest, FollowedPrediction>(
        new OperationInfo("predictions.follow", Role.Subscriber, Recording.Summarised)
    )
{
    /// <inheritdoc/>
    protected internal override string AboutOf(FollowPredictionsRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async IAsyncEnumerable<FollowedPrediction> RunAsync(
        FollowPredictionsRequest request,
        OperationContext context,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        var services = await context.OpenAsync(EmbeddedParts.Broker, stop);
        var tails = await services.TailsAsync(stop);
        var topology = await tails.TopologyAsync(request.Topology, stop);
        var (topic, mask) = (topology.Output.Predictions, PersonalMask.For(context.Caller.Principal, topology));
        if (request.Key is not null && mask is { HidesKey: true })
            throw RefusedException.Personal(Info, context.Caller.Principal);
        var (lease, now) = await tails.EnterAsync(topic, stop);
        await using (lease)
        {
            var read = StartOf(topic, now, request);
            var messages = new PredictionSubscription(tails, lease.Tail, topic, new PredictionFilter(request), mask, read, context.Time);
            await foreach (var message in messages.RunAsync(stop))
                yield return message;
        }
    }

    /// <summary>What counts as read before the first message.</summary>
    static PartitionOffsets StartOf(string topic, TopicNow now, FollowPredictionsRequest request)
    {
        if (request.Cursor is not { } text)
            return (request.FromBeginning ? now.Starts : now.Ends).Copy();
        if (!PredictionCursor.TryParse(text, out var cursor))
            throw new StreamingException("The cursor is none that was sent with a message.") { Kind = FailureKind.Invalid };
        if (cursor.Topic != now.Mark)
            throw PredictionTail.Another(topic);
        // Partitions that have come since are read from their start.
        var read = new PartitionOffsets([.. cursor.Next, .. now.Starts.Next.Skip(cursor.Next.Count)]);
        if (!now.Ends.Reaches(read) || read.Next.Count > now.Ends.Next.Count)
            throw new StreamingException($"The cursor is further than {topic} goes.") { Kind = FailureKind.Invalid };
        for (var partition = 0; partition < now.Starts.Next.Count; partition++)
        {
            if (read[partition] < now.Starts[partition])
            {
                throw new StreamingException(
                    $"What came after the cursor is no longer on {topic}: partition {partition} begins at {now.Starts[partition]}. Begin "
                        + "anew; lineage has what is missing."
                )
                {
                    Kind = FailureKind.Missing,
                };
            }
        }

        return read;
    }
}
