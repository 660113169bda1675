using Npgsql;

namespace Streaming.Embedded.Postgres;

/// <summary>The one database and the one role the product uses; the role owns the database and nothing else.</summary>
internal static class PostgresRoles
{
    /// <summary>Whether an error says that role or database are not there yet.</summary>
    public static bool AreMissing(PostgresException error) =>
        error.SqlState is PostgresErrorCodes.InvalidCatalogName
            or PostgresErrorCodes.InvalidPassword
            or PostgresErrorCodes.InvalidAuthorizationSpecification;

    /// <summary>Makes what is missing; safe to repeat after an interrupted attempt.</summary>
    public static async Task CreateAsync(NpgsqlConnection superuser, string password, CancellationToken cancel)
    {
        const string Role = EmbeddedPostgres.Role;
        if (!await ExistsAsync(superuser, $"SELECT 1 FROM pg_roles WHERE rolname = '{Role}'", cancel))
            await RunAsync(superuser, $"CREATE ROLE {Role} LOGIN", cancel);
        await RunAsync(superuser, $"ALTER ROLE {Role} PASSWORD '{password}'", cancel);
        await RunAsync(superuser, $"GRANT pg_monitor TO {Role}", cancel);
        await CreateDatabaseAsync(superuser, EmbeddedPostgres.Database, cancel);
    }

    /// <summary>Makes a database owned by the product's role unless it is there.</summary>
    public static async Task CreateDatabaseAsync(NpgsqlConnection superuser, string name, CancellationToken cancel)
    {
        var quoted = $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", superuser);
        exists.Parameters.Add(new NpgsqlParameter { Value = name });
        if (await exists.ExecuteScalarAsync(cancel) is null)
            await RunAsync(superuser, $"CREATE DATABASE {quoted} OWNER {EmbeddedPostgres.Role}", cancel);
        await RunAsync(superuser, $"REVOKE CONNECT ON DATABASE {quoted} FROM PUBLIC", cancel);
    }

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
