using Npgsql;

namespace Streaming.Embedded.Postgres;

/// <summary>The one role that programs use, and its databases: it owns them and nothing else.</summary>
sealed class PostgresRoles(string role)
{
    /// <summary>Whether an error says that role or database are not there yet.</summary>
    public static bool AreMissing(PostgresException error) =>
        error.SqlState is PostgresErrorCodes.InvalidCatalogName
            or PostgresErrorCodes.InvalidPassword
            or PostgresErrorCodes.InvalidAuthorizationSpecification;

    /// <summary>Makes what is missing; safe to repeat after an interrupted attempt.</summary>
    public async Task CreateAsync(NpgsqlConnection superuser, string password, string database, CancellationToken cancel)
    {
        if (!await ExistsAsync(superuser, $"SELECT 1 FROM pg_roles WHERE rolname = '{role}'", cancel))
            await RunAsync(superuser, $"CREATE ROLE {Quoted(role)} LOGIN", cancel);
        await RunAsync(superuser, $"ALTER ROLE {Quoted(role)} PASSWORD '{password}'", cancel);
        await RunAsync(superuser, $"GRANT pg_monitor TO {Quoted(role)}", cancel);
        await CreateDatabaseAsync(superuser, database, cancel);
    }

    /// <summary>Makes a database owned by the role unless it is there.</summary>
    public async Task CreateDatabaseAsync(NpgsqlConnection superuser, string name, CancellationToken cancel)
    {
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", superuser);
        exists.Parameters.Add(new NpgsqlParameter { Value = name });
        if (await exists.ExecuteScalarAsync(cancel) is null)
            await RunAsync(superuser, $"CREATE DATABASE {Quoted(name)} OWNER {Quoted(role)}", cancel);
        await RunAsync(superuser, $"REVOKE CONNECT ON DATABASE {Quoted(name)} FROM PUBLIC", cancel);
    }

    static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    static async Task<bool> ExistsAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancel) is not null;
    }

    static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
