using System.Runtime.CompilerServices;
using Streaming.Application.Identity;

namespace Streaming.Application.FollowPredictions.Tails;

/// <summary>
/// One who follows predictions: with all others at the tail, or by a reader of their own where that has not what they want, until it
/// has.
/// </summary>
/// <param name="tails">Of this process.</param>
/// <param name="tail">Of the topic.</param>
/// <param name="topic">It.</param>
/// <param name="filter">What they want.</param>
/// <param name="mask">What they may not see; null: they see all.</param>
/// <param name="start">What they have read before.</param>
/// <param name="time">The clock.</param>
sealed class PredictionSubscription(
    PredictionTails tails,
    PredictionTail tail,
    string topic,
    PredictionFilter filter,
    PersonalMask? mask,
    PartitionOffsets start,
    TimeProvider time
)
{
    /// <summary>How often a cursor is sent at least.</summary>
    static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    PartitionOffsets _read = start;
    long _beat = time.GetTimestamp();

    /// <summary>Messages, until stopped.</summary>
    public async IAsyncEnumerable<FollowedPrediction> RunAsync([EnumeratorCancellation] CancellationToken stop)
    {
        yield return new FollowedPrediction(Cursor(_read), null);
        while (!stop.IsCancellationRequested)
        {
            if (tail.Window.Join(_read) is not { } follower)
            {
                await foreach (var message in CatchUpAsync(stop))
                    yield return message;
                continue;
            }

            while (!stop.IsCancellationRequested)
            {
                var taken = follower.Take(out var record);
                if (taken == Taken.Lost)
                    break;
                if (record is not null && filter.Wants(record))
                    yield return new FollowedPrediction(follower.Cursor, record.Shown(mask));
                else if (IsDue())
                    yield return new FollowedPrediction(follower.Cursor, null);
                if (taken == Taken.Nothing)
                    await DoneAsync(follower.ChangedAsync().WaitAsync(stop));
            }

            _read = follower.Read;
        }
    }

    async IAsyncEnumerable<FollowedPrediction> CatchUpAsync([EnumeratorCancellation] CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var entering = tails.CatchingUp.WaitAsync(over.Token);
        try
        {
            while (!await DoneAsync(entering.WaitAsync(Beat, time, over.Token)))
            {
                if (stop.IsCancellationRequested)
                    yield break;
                yield return new FollowedPrediction(Cursor(_read), null);
            }

            using var reader = new CatchUpReader(tails.Kafka, topic, _read);
            while (!stop.IsCancellationRequested && tail.Window.Join(_read) is null)
            {
                if (await reader.NextAsync(tail.Partitions) is { } record && filter.Wants(record))
                    yield return new FollowedPrediction(Cursor(_read), record.Shown(mask));
                else if (IsDue())
                    yield return new FollowedPrediction(Cursor(_read), null);
            }
        }
        finally
        {
            await over.CancelAsync();
            if (await DoneAsync(entering))
                tails.CatchingUp.Release();
        }
    }

    string Cursor(PartitionOffsets at) => new PredictionCursor(tail.Mark, at.Next).ToString();

    bool IsDue()
    {
        if (time.GetElapsedTime(_beat) < Beat)
            return false;
        _beat = time.GetTimestamp();
        return true;
    }

    /// <returns>False: it was given up.</returns>
    static async Task<bool> DoneAsync(Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompletedSuccessfully;
    }
}
