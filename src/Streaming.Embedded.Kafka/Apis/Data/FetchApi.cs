using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Data;

/// <summary>
/// Serves records as they stand in the files. A fetch that finds less than it asks for waits until something is appended or
/// a transaction ends, at most as long as it says. Fetch sessions are not offered: every answer says so with session 0.
/// </summary>
sealed class FetchApi(BrokerServices services) : Api(ApiKey.Fetch, 4, 16, 12)
{
    public override async ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stop)
    {
        var fetch = FetchRequest.Read(request, services.Topics);
        if (fetch.SessionId != 0)
        {
            FetchResponse.WriteSessionUnknown(response, request.Version);
            return;
        }

        if (!Plan(fetch) && fetch.MaxWaitMs > 0)
            await WaitAsync(fetch, stop);
        FetchResponse.Write(response, request.Version, fetch, Math.Min(fetch.MaxBytes, services.Options.MaxFetchBytes));
    }

    async Task WaitAsync(FetchRequest fetch, CancellationToken stop)
    {
        var deadline = services.Clock.Elapsed + TimeSpan.FromMilliseconds(fetch.MaxWaitMs);
        var logs = fetch
            .Topics.SelectMany(topic => topic.Partitions)
            .Where(partition => partition.Log is not null)
            .Select(partition => partition.Log!)
            .ToList();
        while (true)
        {
            var wait = new FetchWait();
            logs.ForEach(log => log.Waiters.Add(wait));
            try
            {
                // Looked at again after registering: what was appended in between has signalled nobody.
                var left = deadline - services.Clock.Elapsed;
                if (Plan(fetch) || left <= TimeSpan.Zero)
                    return;
                await wait.Task.WaitAsync(left, services.Clock.Provider, stop);
            }
            catch (TimeoutException)
            {
                Plan(fetch);
                return;
            }
            finally
            {
                logs.ForEach(log => log.Waiters.Remove(wait));
            }
        }
    }

    /// <summary>Looks up what every partition has; says whether that is enough to answer.</summary>
    bool Plan(FetchRequest fetch)
    {
        var (left, found, failed) = (Math.Min(fetch.MaxBytes, services.Options.MaxFetchBytes), 0L, false);
        foreach (var topic in fetch.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                Plan(partition, fetch.ReadCommitted, left);
                found += partition.Range.Length;
                left = Math.Max(0, left - partition.Range.Length);
                failed |= partition.Error != ErrorCode.None;
            }
        }

        return failed || found >= fetch.MinBytes || fetch.Topics.Count == 0;
    }

    static void Plan(FetchPartition partition, bool readCommitted, int left)
    {
        if (partition.Log is not { } log)
            return;
        var view = log.View;
        partition.View = null;
        partition.Range = ReadRange.Empty(partition.Offset);
        partition.Error = LeaderEpochCheck.Check(partition.LeaderEpoch);
        if (partition.Error != ErrorCode.None)
            return;
        if (partition.Offset < view.StartOffset || partition.Offset > view.EndOffset)
        {
            partition.Error = ErrorCode.OffsetOutOfRange;
            return;
        }

        partition.View = view;
        try
        {
            // Something is asked for even where nothing is left, so that the answer knows there is something.
            partition.Range = LogReader.Plan(view, partition.Offset, view.Limit(readCommitted), Math.Clamp(partition.MaxBytes, 0, left));
        }
        catch (ObjectDisposedException)
        {
            // Its segment was deleted just now; the next fetch will see the new start.
        }
    }
}
