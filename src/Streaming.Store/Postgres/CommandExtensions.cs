using Npgsql;

namespace Streaming.Store.Postgres;

/// <summary>Commands in a line each.</summary>
public static class CommandExtensions
{
    /// <summary>Runs the command and makes a list of its rows; disposes of the command.</summary>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public static async Task<List<T>> ListAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> row, CancellationToken stop)
    {
        await using (command)
        {
            try
            {
                await using var reader = await command.ExecuteReaderAsync(stop);
                var rows = new List<T>();
                while (await reader.ReadAsync(stop))
                    rows.Add(row(reader));
                return rows;
            }
            catch (Exception e) when (DatabaseFault.Is(e))
            {
                throw DatabaseFault.Translate(e);
            }
        }
    }

    /// <summary>Runs a statement.</summary>
    public static async Task ExecuteAsync(this NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Adds a positional parameter.</summary>
    public static NpgsqlCommand With<T>(this NpgsqlCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }
}
