using Npgsql;

namespace Streaming.Embedded.Postgres;

/// <summary>Connection strings of the embedded server.</summary>
static class PostgresConnections
{
    /// <summary>A connection on the loopback interface, where encryption would only cost time.</summary>
    public static string For(int port, string role, string password, string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = role,
            Password = password,
            Database = database,
            SslMode = SslMode.Disable,
        }.ConnectionString;

    /// <summary>A connection for setting up roles and databases.</summary>
    public static async Task<NpgsqlConnection> OpenSuperuserAsync(int port, PostgresCluster cluster, CancellationToken stop)
    {
        var builder = new NpgsqlConnectionStringBuilder(
            For(port, EmbeddedPostgres.Superuser, cluster.Password(EmbeddedPostgres.Superuser), "postgres")
        )
        {
            Pooling = false,
            // A failing statement is logged with its text, and ours hold a password.
            Options = "-c log_min_error_statement=panic",
        };
        var connection = new NpgsqlConnection(builder.ConnectionString);
        try
        {
            await connection.OpenAsync(stop);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
