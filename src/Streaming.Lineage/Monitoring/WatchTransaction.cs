using Npgsql;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Monitoring;

/// <summary>What a follower keeps while it handles a batch: committed with its position, or not at all.</summary>
public sealed class WatchTransaction
{
    readonly WatchTables _tables;
    readonly NpgsqlTransaction _transaction;

    internal WatchTransaction(WatchTables tables, NpgsqlTransaction transaction) => (_tables, _transaction) = (tables, transaction);

    /// <summary>What was known of a stream after its last batch that was handled; null: nothing.</summary>
    public Task<WatchState?> ReadAsync(StreamKey stream, CancellationToken stop) => _tables.ReadAsync(_transaction, stream, stop);

    /// <summary>Keeps what is known of a stream.</summary>
    public Task SaveAsync(WatchState stream, CancellationToken stop) => _tables.SaveAsync(_transaction, stream, stop);

    /// <summary>Keeps an alarm.</summary>
    public Task SaveAsync(WatchAlarm alarm, CancellationToken stop) => _tables.SaveAsync(_transaction, alarm, stop);
}
