using Npgsql;

namespace Streaming.Lineage.Store;

/// <summary>The times within which the server ends an append that froze, waits or takes too long.</summary>
static class TransactionLimits
{
    /// <summary>For sessions of our own.</summary>
    public static string AsStartupOptions(LineageOptions options) =>
        string.Join(' ', Of(options).Select(limit => $"-c {limit.Name}={limit.Milliseconds}"));

    /// <summary>For the transaction that has just begun; gives the server process that runs it.</summary>
    public static async Task<int> SetAsync(NpgsqlConnection connection, LineageOptions options, CancellationToken stop)
    {
        var settings = string.Join(", ", Of(options).Select(limit => $"set_config('{limit.Name}', '{limit.Milliseconds}', true)"));
        await using var command = new NpgsqlCommand($"select pg_backend_pid(), {settings}", connection);
        return (int)(await command.ExecuteScalarAsync(stop))!;
    }

    static IEnumerable<(string Name, long Milliseconds)> Of(LineageOptions options) =>
        [
            ("idle_in_transaction_session_timeout", (long)options.IdleTransactionTimeout.TotalMilliseconds),
            ("lock_timeout", (long)options.LockTimeout.TotalMilliseconds),
            ("statement_timeout", (long)options.StatementTimeout.TotalMilliseconds),
        ];
}
