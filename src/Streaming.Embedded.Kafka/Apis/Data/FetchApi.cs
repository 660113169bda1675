using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Data;

/// <summary>
/// Serves records as they stand in the files. A fetch that finds less than it asks for waits until something is appended or
/// a transaction ends, at most as long as it says.
/// </summary>
sealed class FetchApi(BrokerServices services) : Api(ApiKey.Fetch, 4, 16, 12)
{
    public override async ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stop)
    {
        var fetch = FetchRequest.Read(request);
        var (error, session, isFirst, wanted) = services.FetchSessions.Open(fetch, usesTopicIds: request.Version >= 13);
        if (error != ErrorCode.None)
        {
            FetchResponse.WriteError(response, request.Version, error);
            return;
        }

        var partitions = wanted.ConvertAll(partition => FetchPartition.Of(partition, request, services.Topics));
        var limit = Math.Min(fetch.MaxBytes, services.Options.MaxFetchBytes);
        if (!Plan(fetch, partitions, limit) && fetch.MaxWaitMs > 0)
            await WaitAsync(fetch, partitions, limit, stop);
        var told = session?.ToTell(partitions, isFirst) ?? partitions;
        FetchResponse.Write(response, request.Version, session?.Id ?? 0, told, fetch.ReadCommitted, limit);
    }

    async Task WaitAsync(FetchRequest fetch, List<FetchPartition> partitions, int limit, CancellationToken stop)
    {
        var deadline = services.Clock.Elapsed + TimeSpan.FromMilliseconds(fetch.MaxWaitMs);
        var logs = partitions.Select(partition => partition.Log).OfType<PartitionLog>().ToList();
        while (true)
        {
            var wait = new FetchWait();
            logs.ForEach(log => log.Waiters.Add(wait));
            try
            {
                // Looked at again after registering: what was appended in between has signalled nobody.
                var left = deadline - services.Clock.Elapsed;
                if (Plan(fetch, partitions, limit) || left <= TimeSpan.Zero)
                    return;
                await wait.Task.WaitAsync(left, services.Clock.Provider, stop);
            }
            catch (TimeoutException)
            {
                Plan(fetch, partitions, limit);
                return;
            }
            finally
            {
                logs.ForEach(log => log.Waiters.Remove(wait));
            }
        }
    }

    /// <summary>Looks up what every partition has; says whether that is enough to answer.</summary>
    static bool Plan(FetchRequest fetch, List<FetchPartition> partitions, int limit)
    {
        var (left, found, failed) = (limit, 0L, false);
        foreach (var partition in partitions)
        {
            Plan(partition, fetch.ReadCommitted, left);
            found += partition.Range.Length;
            left = Math.Max(0, left - partition.Range.Length);
            failed |= partition.Error != ErrorCode.None;
        }

        return failed || found >= fetch.MinBytes || partitions.Count == 0;
    }

    static void Plan(FetchPartition partition, bool readCommitted, int left)
    {
        if (partition.Log is not { } log)
            return;
        var view = log.View;
        partition.View = null;
        partition.Range = ReadRange.Empty(partition.Wanted.Offset);
        partition.Error = LeaderEpochCheck.Check(partition.Wanted.LeaderEpoch);
        if (partition.Error != ErrorCode.None)
            return;
        if (partition.Wanted.Offset < view.StartOffset || partition.Wanted.Offset > view.EndOffset)
        {
            partition.Error = ErrorCode.OffsetOutOfRange;
            return;
        }

        partition.View = view;
        try
        {
            // Something is asked for even where nothing is left, so that the answer knows there is something.
            partition.Range = LogReader.Plan(
                view,
                partition.Wanted.Offset,
                view.Limit(readCommitted),
                Math.Clamp(partition.Wanted.MaxBytes, 0, left)
            );
        }
        catch (ObjectDisposedException)
        {
            // Its segment was deleted just now; the next fetch will see the new start.
        }
    }
}
