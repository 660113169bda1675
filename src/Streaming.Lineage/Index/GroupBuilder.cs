using Microsoft.Extensions.Logging;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;

namespace Streaming.Lineage.Index;

/// <summary>
/// Merges the filters of many batches into one, so that a lookup among millions of small batches stays quick. Off the way
/// of appends: a group that is not there yet costs a lookup time and nothing else. Ids are read again from the batches,
/// since a filter cannot be grown from smaller ones, and ids kept in memory until a group is full are lost at a restart.
/// </summary>
sealed class GroupBuilder(EventQueries events, IndexQueries index, ILogger log) : IAsyncDisposable
{
    readonly Lock _gate = new();
    readonly Dictionary<StreamKey, long> _closed = [];
    readonly CancellationTokenSource _stop = new();
    Task _work = Task.CompletedTask;

    /// <summary>Takes note of an appended batch; one that closes a group has it built in the background.</summary>
    public void Note(PreparedBatch appended)
    {
        if (!GroupRule.ClosesGroup(appended.Version, appended.Tail.Header!.Totals, appended.Index.Records))
            return;
        lock (_gate)
        {
            _closed[appended.Stream] = appended.Version;
            if (_work.IsCompleted && !_stop.IsCancellationRequested)
                _work = Task.Run(() => BuildClosedAsync(_stop.Token));
        }
    }

    /// <summary>Waits until the groups noted so far are built.</summary>
    public Task IdleAsync()
    {
        lock (_gate)
            return _work;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await IdleAsync();
        _stop.Dispose();
    }

    async Task BuildClosedAsync(CancellationToken stop)
    {
        while (TakeClosed() is var (stream, version))
        {
            try
            {
                await BuildAsync(stream, version, stop);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The next group to close has this one built too.
                LineageLog.GroupNotBuilt(log, stream.ToString(), e);
            }
        }
    }

    (StreamKey Stream, long Version)? TakeClosed()
    {
        lock (_gate)
        {
            foreach (var (stream, version) in _closed)
            {
                _closed.Remove(stream);
                return (stream, version);
            }

            // Ends the work under the lock: a group noted from here on finds it completed, or starts it anew.
            _work = Task.CompletedTask;
            return null;
        }
    }

    async Task BuildAsync(StreamKey stream, long toVersion, CancellationToken stop)
    {
        var first = await index.LastGroupedAsync(stream.ToString(), stop) + 1;
        var collector = new GroupCollector(stream);
        await foreach (var batch in events.BatchesAsync(stream, first, toVersion, stop))
        {
            var facts = TableFacts.Of(batch.Header, batch.Table);
            if (collector.Add(batch, facts) is { } group)
                await index.InsertGroupAsync(group.Merge(), stop);
        }
    }
}
