using Npgsql;

namespace Streaming.Embedded.Postgres;

/// <summary>The one role that programs use, and its databases: it owns them and nothing else.</summary>
sealed class PostgresRoles(string role)
{
    /// <summary>Whether an error says that role or database are not there yet.</summary>
    public static bool AreMissing(PostgresException error) =>
        error.SqlState
            is PostgresErrorCodes.InvalidCatalogName
                or PostgresErrorCodes.InvalidPassword
                or PostgresErrorCodes.InvalidAuthorizationSpecification;

    /// <summary>Makes what is missing; safe to repeat after an interrupted attempt.</summary>
    public async Task CreateAsync(NpgsqlConnection superuser, string password, string database, CancellationToken stop)
    {
        if (!await ExistsAsync(superuser, $"SELECT 1 FROM pg_roles WHERE rolname = '{role}'", stop))
            await RunAsync(superuser, $"CREATE ROLE {Quoted(role)} LOGIN", stop);
        await RunAsync(superuser, $"ALTER ROLE {Quoted(role)} PASSWORD '{password}'", stop);
        await RunAsync(superuser, $"GRANT pg_monitor TO {Quoted(role)}", stop);
        await CreateDatabaseAsync(superuser, database, stop);
    }

    /// <summary>Makes a database owned by the role unless it is there.</summary>
    public async Task CreateDatabaseAsync(NpgsqlConnection superuser, string name, CancellationToken stop)
    {
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", superuser);
        exists.Parameters.Add(new NpgsqlParameter { Value = name });
        if (await exists.ExecuteScalarAsync(stop) is null)
            await RunAsync(superuser, $"CREATE DATABASE {Quoted(name)} OWNER {Quoted(role)}", stop);
        await RunAsync(superuser, $"REVOKE CONNECT ON DATABASE {Quoted(name)} FROM PUBLIC", stop);
    }

    static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    static async Task<bool> ExistsAsync(NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(stop) is not null;
    }

    static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(stop);
    }
}
