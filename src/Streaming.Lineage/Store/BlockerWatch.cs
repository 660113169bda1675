using Microsoft.Extensions.Logging;
using Streaming.Store;
using Streaming.Store.Postgres;

namespace Streaming.Lineage.Store;

/// <summary>
/// Ends the session of a frozen process that holds the lock an append waits for. The server's own time-out for idle
/// transactions does not see a session that froze in the middle of sending a statement; the owner that waits does.
/// </summary>
sealed class BlockerWatch(LineageDatabase database, ILogger log)
{
    /// <summary>
    /// Sessions of lineage writers that block ours, wait for their own client and have done so for a while. Whoever is at work, or waits
    /// for a lock like us, is left alone.
    /// </summary>
    const string EndBlockers = """
        select pid, extract(epoch from clock_timestamp() - since)::double precision, pg_terminate_backend(pid)
        from (select pid, greatest(state_change, query_start) as since from pg_stat_activity
              where pid = any(pg_blocking_pids($1)) and application_name = $2
                and wait_event_type = 'Client') blockers
        where since < clock_timestamp() - $3
        """;

    /// <summary>Waits for work on a session; looks for blockers each time it has taken longer than it should.</summary>
    public async Task GuardAsync(ServerProcess server, Task work, CancellationToken stop)
    {
        var patience = database.Options.BlockerPatience;
        while (true)
        {
            try
            {
                // The work stops by itself when it is cancelled; it must not be left behind on a session that is given back.
                await work.WaitAsync(patience, CancellationToken.None);
                return;
            }
            catch (TimeoutException) when (!work.IsCompleted)
            {
                await EndBlockersAsync(server.Id, patience, stop);
            }
        }
    }

    async Task EndBlockersAsync(int pid, TimeSpan patience, CancellationToken stop)
    {
        try
        {
            var ended = await database
                .Reading.CreateCommand(EndBlockers)
                .With(pid)
                .With(LineageDatabase.WriterName)
                .With(patience)
                .ListAsync(r => (Pid: r.GetInt32(0), Seconds: r.GetDouble(1)), stop);
            foreach (var blocker in ended)
                LineageLog.BlockerEnded(log, blocker.Pid, blocker.Seconds);
        }
        catch (Exception e) when (e is StoreUnavailableException or StoreRefusedException or OperationCanceledException)
        {
            // The work itself will tell what is wrong with the database.
            LineageLog.BlockersNotSeen(log, e);
        }
    }
}
