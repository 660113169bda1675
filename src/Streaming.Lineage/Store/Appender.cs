using System.Data;
using Marten.Services;
using Microsoft.Extensions.Logging;
using Npgsql;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Index;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Snapshots;
using Streaming.Store.Postgres;

namespace Streaming.Lineage.Store;

/// <summary>Appends batches of several streams in one transaction, and finds out what happened when that is not plain.</summary>
sealed class Appender(LineageDatabase database, EventQueries queries, GroupBuilder groups, ILogger log)
{
    readonly BlockerWatch _blockers = new(database, log);

    public async Task<AppendResult> AppendAsync(IReadOnlyList<PreparedBatch> batches, CancellationToken stop)
    {
        var pending = StreamWrite.Group(batches);
        var done = new List<StreamAppend>(pending.Count);
        for (var failures = 0; pending.Count > 0; )
        {
            try
            {
                await WriteAsync(pending, stop);
                done.AddRange(pending.Select(w => new StreamAppend(w.Stream, AppendOutcome.Appended, w.LastVersion)));
                break;
            }
            catch (Exception e) when (DatabaseFault.Is(e))
            {
                var before = pending.Count;
                LineageLog.AppendFailed(log, before, failures + 1, e);
                pending = await SettleAsync(pending, done, stop);
                if (pending.Count == before && ++failures >= database.Options.Attempts)
                    throw DatabaseFault.Translate(e);
            }
        }

        var appended = done.Where(d => d.Outcome == AppendOutcome.Appended).Select(d => d.Stream).ToHashSet();
        foreach (var batch in batches.Where(b => appended.Contains(b.Stream)))
            groups.Note(batch);
        return new AppendResult(done);
    }

    async Task WriteAsync(List<StreamWrite> writes, CancellationToken stop)
    {
        await using var connection = await database.Writing.OpenConnectionAsync(stop);
        try
        {
            var server = new ServerProcess { Id = database.IsPooled ? 0 : connection.ProcessID };
            await _blockers.GuardAsync(server, WriteAsync(connection, server, writes, stop), stop);
        }
        catch (InvalidOperationException e) when (connection.State != ConnectionState.Open)
        {
            // Marten tries a command again over the connection that has just broken under it, and tells of that only.
            throw new NpgsqlException("the connection broke in the middle of an append", e);
        }
    }

    /// <summary>Index rows first and the appends last, so that row locks on the streams are held for the shortest time.</summary>
    async Task WriteAsync(NpgsqlConnection connection, ServerProcess server, List<StreamWrite> writes, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        if (database.IsPooled)
            server.Id = await TransactionLimits.SetAsync(connection, database.Options, stop);
        var rows = writes.SelectMany(w => w.Batches, (w, b) => (w.Name, b.Version, b.Index)).ToList();
        await IndexWriter.InsertAsync(connection, database.Options.Schema, rows, stop);
        await SegmentTable.InsertAsync(connection, database.Options.Schema, [.. SegmentTable.Begun(writes)], stop);
        await SnapshotWriter.InsertAsync(connection, database.Options.Schema, writes, stop);
        await using var session = database.Store.LightweightSession(SessionOptions.ForTransaction(transaction));
        foreach (var write in writes)
            session.Events.Append(write.Name, write.LastVersion, write.Batches.Select(object (b) => LineageEvent.Of(b)).ToArray());
        await session.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
    }

    /// <summary>Looks at what is there now; streams whose fate is known go to <paramref name="done"/>, the others are returned.</summary>
    async Task<List<StreamWrite>> SettleAsync(List<StreamWrite> pending, List<StreamAppend> done, CancellationToken stop)
    {
        var facts = await queries.StoredFactsAsync(pending.ConvertAll(w => (w.Name, w.LastVersion)), stop);
        var unsettled = new List<StreamWrite>();
        foreach (var write in pending)
        {
            var stored = facts[write.Name];
            var verdict = AppendRule.Decide(write.FirstVersion, write.LastHash, stored);
            if (verdict == AppendVerdict.NotWritten)
            {
                unsettled.Add(write);
            }
            else
            {
                done.Add(
                    new StreamAppend(
                        write.Stream,
                        verdict == AppendVerdict.Appended ? AppendOutcome.Appended : AppendOutcome.Conflicted,
                        stored.TailVersion
                    )
                );
            }
        }

        return unsettled;
    }
}
