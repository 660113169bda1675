using Marten;
using Streaming.Models.History;
using Streaming.Store.HashChains;
using Streaming.Store.Postgres;

namespace Streaming.Models.Registry;

/// <summary>Whether the ONNX files in the registry are those that their names say, and all there that were registered.</summary>
sealed class ModelBytesCheck(DocumentStore store)
{
    readonly string _schema = store.Options.Events.DatabaseSchemaName;

    /// <summary>Adds what is wrong. (A file's row has an id that nothing follows from; nobody reads it.)</summary>
    public async Task AddAsync(HashChainWalk walk, IEnumerable<ModelRegistered> registered, CancellationToken stop)
    {
        await using var connection = store.Storage.Database.CreateConnection();
        await connection.OpenAsync(stop);
        await using var command = new Npgsql.NpgsqlCommand(
            $"""
            select s.id, case
              when e.stream_id is null then 'its bytes are gone'
              when s.id is distinct from $1 || encode(sha256(e.bdata), 'hex') then 'its bytes were altered'
              when e.type <> $2 or e.mt_dotnet_type is distinct from $3 or e.data <> '{"{}"}' or e.version <> 1 or e.seq_id < 1
                or e.seq_id > (select last_value from {_schema}.mt_events_sequence)
                or e.tenant_id is distinct from '*DEFAULT*' or e.is_archived is distinct from false then 'a column of its row was altered'
              when s.type is not null or s.version is distinct from 1 or s.tenant_id is distinct from '*DEFAULT*'
                or s.is_archived is distinct from false or s.compacted_version <> 0 then 'a column of its stream was altered'
            end
            from {_schema}.mt_streams s left join {_schema}.mt_events e on e.stream_id = s.id
            where s.id ^@ $1 order by 1
            """,
            connection
        );
        var files = await command
            .With(ModelStore.BytesPrefix)
            .With(ModelStored.Name)
            .With(ModelStored.DotNetName)
            .ListAsync(r => (Name: r.GetString(0), What: r.IsDBNull(1) ? null : r.GetString(1)), stop);
        foreach (var (name, what) in files.DistinctBy(f => f.Name))
        {
            if (what is not null)
                walk.ContentLost($"{name}: {what}");
        }

        var there = files.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in registered.SelectMany(Hashes).Select(ModelStore.StreamOfBytes).Distinct(StringComparer.Ordinal))
        {
            if (!there.Contains(name))
                walk.ContentLost($"{name}: the file was registered and is gone");
        }
    }

    /// <summary>Of all bytes that a version needs.</summary>
    static IEnumerable<string> Hashes(ModelRegistered registered)
    {
        // An event that was altered may lack anything; its seal tells.
        var training = (registered.Description as ModelDescription)?.Training;
        return (
            (IEnumerable<string?>)
                [registered.Hash, training?.Reference, training?.Covers, training?.HeldOut, training?.Isolation, training?.Robustness]
        ).OfType<string>();
    }
}
