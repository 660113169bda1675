using Npgsql;

namespace Streaming.Store.Postgres;

/// <summary>
/// Lets processes that start together make a schema one after the other. Who waits holds no session meanwhile: before a pooler with
/// few of them, the one whose turn it is needs a second.
/// </summary>
public static class SchemaLock
{
    static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(50);

    /// <summary>A transaction that has the lock, and may be idle for as long as the work takes.</summary>
    public static async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, long key, CancellationToken stop)
    {
        while (true)
        {
            var transaction = await connection.BeginTransactionAsync(stop);
            if (await TryAsync(connection, key, stop))
                return transaction;
            await transaction.DisposeAsync();
            await Task.Delay(BetweenTries, stop);
        }
    }

    static async Task<bool> TryAsync(NpgsqlConnection connection, long key, CancellationToken stop)
    {
        await connection.ExecuteAsync("select set_config('idle_in_transaction_session_timeout', '0', true)", stop);
        await using var command = new NpgsqlCommand($"select pg_try_advisory_xact_lock({key})", connection);
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }
}
