using Microsoft.Extensions.Logging;

namespace Streaming.Embedded.Postgres;

/// <summary>
/// What an earlier run left in the cluster: a server to join, one whose owner is gone and which must end first, or the
/// stale file of one that was killed.
/// </summary>
sealed class PostgresLeftover(PostgresCluster cluster, ILogger log)
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    // The owner's end stops its server within moments; one that is still there after this has lost its watcher too.
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>The port of a server to join; null when the way is free to start one.</summary>
    public async Task<int?> JoinAsync(CancellationToken stop)
    {
        var since = TimeProvider.System.GetTimestamp();
        var signalled = false;
        while (PostmasterFile.Read(cluster.Folder) is { } file)
        {
            if (!file.IsRunning(cluster.Folder))
            {
                await RemoveStaleAsync(file, stop);
                return null;
            }
            var orphaned = cluster.State.Owner is { } owner && !owner.IsRunning();
            if (!orphaned && file.Ready)
                return file.Port;
            if (orphaned && !signalled && TimeProvider.System.GetElapsedTime(since) > Grace)
            {
                PostgresLog.StoppingOrphan(log, cluster.Folder, file.Pid);
                ServerSignal.StopFast(file.Pid);
                signalled = true;
            }
            await Task.Delay(Poll, stop);
        }
        return null;
    }

    async Task RemoveStaleAsync(PostmasterFile file, CancellationToken stop)
    {
        // Two servers on one cluster destroy it: a killed server's back ends must have ended before the file goes.
        while (PostmasterFile.AnyProcessIn(cluster.Folder))
            await Task.Delay(Poll, stop);
        // PostgreSQL removes such a file itself, but gives up where the process id belongs to another program by now.
        PostgresLog.RemovedStaleFile(log, PostmasterFile.Name, file.Pid);
        File.Delete(Path.Combine(cluster.Folder, PostmasterFile.Name));
    }
}
