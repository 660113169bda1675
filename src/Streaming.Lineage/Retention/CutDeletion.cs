using Npgsql;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Index;
using Streaming.Lineage.Store;
using Streaming.Store;
using Streaming.Store.Postgres;

namespace Streaming.Lineage.Retention;

/// <summary>Deletes what a recorded cut says is removed, and all that lies beside it. Repeated, it goes on where it was cut
/// short.</summary>
sealed class CutDeletion(LineageStore store)
{
    /// <summary>Versions deleted in one transaction: none is long, and what was deleted stays so.</summary>
    const int Step = 5_000;

    readonly string _schema = store.Database.Options.Schema;

    /// <summary>First version before the cut that is still there; null: none is.</summary>
    public async Task<long?> LeftAsync(StreamCut cut, CancellationToken stop)
    {
        var command = store
            .Database.Reading.CreateCommand($"select min(version) from {_schema}.mt_events where stream_id = $1 and version < $2")
            .With(cut.Stream)
            .With(cut.First);
        return (await command.ListAsync(r => r.IsDBNull(0) ? (long?)null : r.GetInt64(0), stop))[0];
    }

    /// <summary>Whether something of it is there that a deletion which was cut short left.</summary>
    public async Task<bool> IsUnfinishedAsync(StreamCut cut, CancellationToken stop)
    {
        var command = store
            .Database.Reading.CreateCommand(
                $"""
                select exists (select 1 from {_schema}.mt_events where stream_id = $1 and version < $2)
                  or exists (select 1 from {_schema}.batches where stream = $1 and version < $2)
                  or exists (select 1 from {_schema}.segments where stream = $1 and version < $2)
                  or exists (select 1 from {_schema}.groups where stream = $1 and first_version < $2)
                  or exists (select 1 from {_schema}.snapshots where stream = $1 and version < $2 - 1)
                """
            )
            .With(cut.Stream)
            .With(cut.First);
        return (await command.ListAsync(r => r.GetBoolean(0), stop))[0];
    }

    public async Task DeleteAsync(StreamKey stream, StreamCut cut, CancellationToken stop)
    {
        try
        {
            for (var left = await LeftAsync(cut, stop); left < cut.First; left += Step)
                await DeleteAsync(stream, cut.First, Math.Min(left.Value + Step, cut.First), stop);
            await DeleteAsync(stream, cut.First, cut.First, stop);
        }
        catch (Exception e) when (DatabaseFault.Is(e))
        {
            throw DatabaseFault.Translate(e);
        }
    }

    /// <summary>Everything before a version; before the first that stays, with what belongs to no single version.</summary>
    async Task DeleteAsync(StreamKey stream, long first, long before, CancellationToken stop)
    {
        // Not a writer's session: those are ended when their transaction pauses, as this one does to read.
        await using var connection = await store.Database.Reading.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var name = stream.ToString();
        await RunAsync("delete from {0}.batches where stream = $1 and version < $2", before);
        await RunAsync("delete from {0}.segments where stream = $1 and version < $2", before);
        // The one after the last batch that goes is what replay of those that stay begins from.
        await RunAsync("delete from {0}.snapshots where stream = $1 and version < $2 - 1", before);
        await RunAsync("delete from {0}.mt_events where stream_id = $1 and version < $2", before);
        if (before == first)
            await RegroupAsync(connection, stream, first, stop);
        await transaction.CommitAsync(stop);

        async Task RunAsync(string sql, long version)
        {
            await using var command = new NpgsqlCommand(
                string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, _schema),
                connection
            )
                .With(name)
                .With(version);
            await command.ExecuteNonQueryAsync(stop);
        }
    }

    /// <summary>
    /// Merged filters over batches that are gone go with them. One that also covers batches that stay is made anew from these: it would
    /// leave them unfound otherwise.
    /// </summary>
    async Task RegroupAsync(NpgsqlConnection connection, StreamKey stream, long first, CancellationToken stop)
    {
        var ranges = (await store.Index.GroupRangesAsync(stream.ToString(), stop)).Where(g => g.First < first).ToList();
        await IndexWriter.DeleteGroupsAsync(connection, _schema, stream.ToString(), first - 1, stop);
        if (ranges.Select(r => r.Last).DefaultIfEmpty().Max() is var last && last < first)
            return;
        var collector = new GroupCollector(stream);
        await foreach (var batch in store.Events.BatchesAsync(stream, first, last, stop))
        {
            var facts = TableFacts.Of(batch.Header, batch.Table);
            if (collector.Add(batch, facts) is { } group)
                await IndexWriter.InsertAsync(connection, _schema, group.Merge(), stop);
        }
    }
}
