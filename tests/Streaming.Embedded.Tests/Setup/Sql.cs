using Npgsql;

namespace Streaming.Embedded.Tests.Setup;

static class Sql
{
    public static async Task RunAsync(string connectionString, string sql) => await ScalarAsync(connectionString, sql);

    public static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
