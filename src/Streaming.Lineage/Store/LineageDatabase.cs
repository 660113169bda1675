using Marten;
using Npgsql;
using Streaming.Topology;

namespace Streaming.Lineage.Store;

/// <summary>
/// Marten's store and two connection pools: appends run under short timeouts, since a row lock must not outlive a frozen
/// process; reads may take as long as they need.
/// </summary>
sealed class LineageDatabase : IAsyncDisposable
{
    /// <summary>Application name of the sessions that append.</summary>
    public const string WriterName = "streaming-lineage";

    readonly string _connectionString;
    DatabasePools _pools;

    public LineageDatabase(string connectionString, LineageOptions options)
    {
        if (
            options.Schema.Length == 0
            || options.Schema.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_')
            || char.IsAsciiDigit(options.Schema[0])
        )
        {
            throw new StreamingException(
                $"'{options.Schema}' cannot be the lineage's PostgreSQL schema: use small letters, digits and underscores."
            );
        }

        (_connectionString, Options) = (connectionString, options);
        _pools = new DatabasePools(connectionString, options, pooled: false);
    }

    public LineageOptions Options { get; }

    /// <summary>Between us and the server is a pooler.</summary>
    public bool IsPooled => _pools.IsPooled;

    public NpgsqlDataSource Writing => _pools.Writing;

    public NpgsqlDataSource Reading => _pools.Reading;

    public DocumentStore Store => _pools.Store;

    /// <summary>
    /// Finds out whether a pooler is between us and the server, before anything else is done: it names another process than the one
    /// that answers. (In transaction mode; in session mode too, where its rules do no harm.)
    /// </summary>
    public async Task RecognisePoolerAsync(CancellationToken stop)
    {
        if (IsPooled || !await AnswersThroughPoolerAsync(stop))
            return;
        var direct = Interlocked.Exchange(ref _pools, new DatabasePools(_connectionString, Options, pooled: true));
        await direct.DisposeAsync();
    }

    public ValueTask DisposeAsync() => _pools.DisposeAsync();

    async Task<bool> AnswersThroughPoolerAsync(CancellationToken stop)
    {
        await using var connection = await Reading.OpenConnectionAsync(stop);
        await using var command = new NpgsqlCommand("select pg_backend_pid()", connection);
        return (int)(await command.ExecuteScalarAsync(stop))! != connection.ProcessID;
    }
}
