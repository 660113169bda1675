using System.Text.RegularExpressions;
using JasperFx.Events;
using Marten;
using Marten.Events;
using Marten.Exceptions;
using Npgsql;
using Streaming.Inference.Models;
using Streaming.Lineage.Histories;

namespace Streaming.Lineage.Models;

/// <summary>
/// The models of all topologies: versions under names, what is known of each, and which one is in use. Everything that
/// happens is an event in Marten, a stream a name; the ONNX files lie there too, a stream a file, named by their hashes.
/// Thread-safe; one a process is enough.
/// </summary>
public sealed partial class ModelRegistry : IModelSource, IDisposable
{
    /// <summary>Writers of one name that meet try again this often.</summary>
    private const int Attempts = 10;

    private readonly NpgsqlDataSource _connections;
    private readonly DocumentStore _store;
    private readonly TimeProvider _time;

    /// <param name="connectionString">PostgreSQL.</param>
    /// <param name="time">The clock that registrations are stamped by.</param>
    /// <param name="schema">PostgreSQL schema, apart from the lineage's.</param>
    public ModelRegistry(string connectionString, TimeProvider time, string schema = "streaming")
    {
        _time = time;
        _connections = WritableSource.Create(new NpgsqlConnectionStringBuilder(connectionString));
        _store = ModelStore.Open(_connections, schema);
    }

    /// <summary>Creates tables and functions where they are missing. Safe to call from several processes at once.</summary>
    public Task EnsureSchemaAsync(CancellationToken cancellation = default) => ModelStore.EnsureSchemaAsync(_store, cancellation);

    /// <summary>Adds a version under the name. Bytes that are there already under this name give the version they have.</summary>
    /// <exception cref="ModelException">The name is not one.</exception>
    public async Task<RegisteredModel> RegisterAsync(string name, ModelContent content, ModelDescription description, CancellationToken cancellation = default)
    {
        await StoreBytesAsync(content, cancellation);
        var history = await ChangeAsync(name, history => history.FindByHash(content.Hash) is not null
            ? null
            : new ModelRegistered(history.NextVersion, content.Hash, content.Bytes.Length, _time.GetUtcNow(), description), cancellation);
        return history.FindByHash(content.Hash)!;
    }

    /// <summary>Makes a version the one that stages score with, from their next batch on after they notice.</summary>
    /// <exception cref="ModelException">There is no such version.</exception>
    public Task<RegisteredModel> UseAsync(string name, int version, CancellationToken cancellation = default) =>
        UseAsync(name, version, null, cancellation);

    /// <inheritdoc cref="UseAsync(string, int, CancellationToken)"/>
    /// <param name="name">The model.</param>
    /// <param name="version">Its version.</param>
    /// <param name="by">Who decides it, for the history.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<RegisteredModel> UseAsync(string name, int version, string? by, CancellationToken cancellation)
    {
        var history = await ChangeAsync(name, history =>
        {
            var found = history.Find(version) ?? throw Unknown(name, version, history);
            return found.InUse ? null : new ModelPutToUse(version, _time.GetUtcNow(), by);
        }, cancellation);
        return history.Find(version)!;
    }

    /// <summary>All versions of all names, by name and version.</summary>
    public async Task<IReadOnlyList<RegisteredModel>> ListAsync(CancellationToken cancellation = default)
    {
        await using var session = _store.QuerySession();
        var events = await session.Events.QueryAllRawEvents()
            .Where(e => e.EventTypesAre(typeof(ModelRegistered), typeof(ModelPutToUse)))
            .OrderBy(e => e.Sequence)
            .ToListAsync(cancellation);
        return [.. events.GroupBy(e => e.StreamKey!, StringComparer.Ordinal)
            .OrderBy(stream => stream.Key, StringComparer.Ordinal)
            .SelectMany(stream => ModelHistory.Of(ModelStore.NameOf(stream.Key), stream.Select(e => (SealedEvent)e.Data)).All)];
    }

    /// <summary>One version, or null where there is none: what lineage names as the model of a batch.</summary>
    public async Task<RegisteredModel?> FindAsync(string name, int version, CancellationToken cancellation = default)
    {
        await using var session = _store.QuerySession();
        return (await ReadAsync(session, name, cancellation)).Find(version);
    }

    /// <summary>One version that somebody asks for.</summary>
    /// <exception cref="ModelException">There is no such version; the message says which there are.</exception>
    public async Task<RegisteredModel> GetAsync(string name, int version, CancellationToken cancellation = default)
    {
        await using var session = _store.QuerySession();
        var history = await ReadAsync(session, name, cancellation);
        return history.Find(version) ?? throw Unknown(name, version, history);
    }

    /// <summary>The version that has this content; null where none has.</summary>
    public async Task<RegisteredModel?> FindByHashAsync(string name, string hash, CancellationToken cancellation = default)
    {
        await using var session = _store.QuerySession();
        return (await ReadAsync(session, name, cancellation)).FindByHash(hash);
    }

    /// <inheritdoc/>
    public async Task<ModelVersion?> CurrentAsync(string name, CancellationToken cancellation)
    {
        await using var session = _store.QuerySession();
        return (await ReadAsync(session, name, cancellation)).Current;
    }

    /// <inheritdoc/>
    public async Task<ModelContent> LoadAsync(string hash, CancellationToken cancellation)
    {
        await using var session = _store.QuerySession();
        var events = await session.Events.FetchStreamAsync(ModelStore.StreamOfBytes(hash), token: cancellation);
        return events is [{ Data: ModelStored stored }]
            ? ModelContent.Verified(stored.Onnx, hash, "the model registry")
            : throw new ModelException($"The model registry has no model with the content hash {hash}. See what it has with: streaming models list");
    }

    /// <summary>Goes through the histories of all names and checks every seal, and every file against the hash in its name.</summary>
    public async Task<HistoryWalk> WalkAsync(CancellationToken cancellation = default)
    {
        var registered = new List<ModelRegistered>();
        var walk = await new HistoryReader(_store, typeof(ModelRegistered), typeof(ModelPutToUse))
            .AllAsync(ModelStore.NamePrefix, happened => registered.AddRange(happened is ModelRegistered model ? [model] : []), cancellation);
        await new ModelBytesCheck(_store).AddAsync(walk, registered, cancellation);
        return walk;
    }

    private async Task StoreBytesAsync(ModelContent content, CancellationToken cancellation)
    {
        await using var session = _store.LightweightSession();
        var stream = ModelStore.StreamOfBytes(content.Hash);
        if (await session.Events.FetchStreamStateAsync(stream, cancellation) is not null)
            return;
        session.Events.StartStream(stream, new ModelStored(content.Bytes.ToArray()));
        try
        {
            await session.SaveChangesAsync(cancellation);
        }
        catch (Exception e) when (IsConflict(e))
        {
            // Another process stored the same bytes in between.
        }
    }

    /// <summary>Appends the event decided on from what happened so far, unless that is null; returns the history with it.</summary>
    private async Task<ModelHistory> ChangeAsync(string name, Func<ModelHistory, SealedEvent?> decide, CancellationToken cancellation)
    {
        if (!NamePattern().IsMatch(name))
            throw new ModelException($"'{name}' is no model name: use letters, digits, '.', '_' and '-', at most 100 of them.");
        for (var attempt = 1; ; attempt++)
        {
            await using var session = _store.LightweightSession();
            var history = await ReadAsync(session, name, cancellation);
            if (decide(history) is not { } happened)
                return history;
            var stored = happened.Sealed(ModelStore.StreamOf(name), history.Events);
            session.Events.Append(ModelStore.StreamOf(name), history.Events.Count + 1, stored);
            try
            {
                await session.SaveChangesAsync(cancellation);
                history.Apply((SealedEvent)stored.Data);
                return history;
            }
            catch (Exception e) when (IsConflict(e) && attempt < Attempts)
            {
                // Another process wrote first: decide again on what is there now.
            }
        }
    }

    private static async Task<ModelHistory> ReadAsync(IQuerySession session, string name, CancellationToken cancellation)
    {
        var events = await session.Events.FetchStreamAsync(ModelStore.StreamOf(name), token: cancellation);
        return ModelHistory.Of(name, events.Select(e => (SealedEvent)e.Data));
    }

    private static bool IsConflict(Exception e) => e is EventStreamUnexpectedMaxEventIdException or Marten.Exceptions.ExistingStreamIdCollisionException or JasperFx.Events.ExistingStreamIdCollisionException
        || e is MartenCommandException { InnerException: Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.UniqueViolation } };

    private static ModelException Unknown(string name, int version, ModelHistory history) => new(history.NextVersion == 1
        ? $"The model registry has no model '{name}'. Train one with: streaming train {name}"
        : $"Model '{name}' has {(history.NextVersion == 2 ? "version 1" : $"versions 1 to {history.NextVersion - 1}")}, not {version}. See {(history.NextVersion == 2 ? "it" : "them")} with: streaming models list");

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,100}$", RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();

    public void Dispose()
    {
        _store.Dispose();
        _connections.Dispose();
    }
}
