using Npgsql;

namespace Streaming.Store.Postgres;

/// <summary>
/// Kept as a schema's comment when everything in it is made. A start that finds it touches no table: an "alter table" that waited
/// behind a long reader (a backup, say) would hold up every writer behind itself.
/// </summary>
/// <param name="Schema">The PostgreSQL schema.</param>
/// <param name="Text">Says what was made, and by which version of what; another text means that it is to be made again.</param>
public sealed record SchemaMark(string Schema, string Text)
{
    /// <summary>Sets the mark.</summary>
    public string Ddl => $"comment on schema {Schema} is '{Text}';";

    /// <summary>Whether the schema is there and has the mark.</summary>
    public async Task<bool> IsSetAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        var command = new NpgsqlCommand("select obj_description(oid, 'pg_namespace') = $2 from pg_namespace where nspname = $1", connection)
            .With(Schema)
            .With(Text);
        return (await command.ListAsync(r => !r.IsDBNull(0) && r.GetBoolean(0), stop)) is [true];
    }
}
