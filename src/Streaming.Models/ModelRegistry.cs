using System.Text.RegularExpressions;
using Marten;
using Npgsql;
using Streaming.Inference.Conformal;
using Streaming.Inference.Models;
using Streaming.Inference.Outliers;
using Streaming.Lineage;
using Streaming.Lineage.Verification;
using Streaming.Models.Datasets;
using Streaming.Models.History;
using Streaming.Models.References;
using Streaming.Models.Registry;
using Streaming.Models.States;
using Streaming.Store.HashChains;
using Streaming.Store.Postgres;
using Streaming.Topology;

namespace Streaming.Models;

/// <summary>
/// The models of all topologies: versions under names, what is known of each, and which one is champion. Everything that
/// happens is an event in Marten, a stream a name; the ONNX files lie there too, a stream a file, named by their hashes.
/// Thread-safe; one a process is enough.
/// </summary>
public sealed partial class ModelRegistry : IModelSource, ILineageModels, IDisposable
{
    readonly NpgsqlDataSource _connections;
    readonly DocumentStore _store;
    readonly HashChainStore _histories;
    readonly TimeProvider _time;

    /// <param name="connectionString">PostgreSQL.</param>
    /// <param name="time">The clock that registrations are stamped by.</param>
    /// <param name="schema">PostgreSQL schema, apart from the lineage's.</param>
    public ModelRegistry(string connectionString, TimeProvider time, string schema = "streaming")
    {
        _time = time;
        _connections = WritableSource.Create(new NpgsqlConnectionStringBuilder(connectionString));
        _store = ModelStore.Open(_connections, schema);
        _histories = new HashChainStore(_store);
    }

    /// <summary>Creates tables and functions where they are missing. Safe to call from several processes at once.</summary>
    public Task EnsureSchemaAsync(CancellationToken stop = default) => ModelStore.EnsureSchemaAsync(_store, stop);

    /// <summary>Adds a version under the name. Bytes that are there already under this name, served in the same way, give the version they
    /// have, and so does a job that has added one already.</summary>
    /// <param name="name">The name.</param>
    /// <param name="content">The model; its signature is kept with the description.</param>
    /// <param name="description">What is known of it.</param>
    /// <param name="by">Who adds it; null: nobody knows.</param>
    /// <param name="job">By what the job is known that made it, for ever: one adds one version, however often it is begun. Null: none
    /// did.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ModelException">The name is not one.</exception>
    public async Task<RegisteredModel> RegisterAsync(
        string name,
        ModelContent content,
        ModelDescription description,
        Authorship? by = null,
        string? job = null,
        CancellationToken stop = default
    )
    {
        CheckName(name);
        await StoreBytesAsync(content, stop);
        var history = await ChangeAsync(
            name,
            history =>
                Known(history) is not null
                    ? null
                    : new ModelRegistered(
                        history.NextVersion,
                        content.Hash,
                        content.Bytes.Length,
                        _time.GetUtcNow(),
                        description with
                        {
                            Signature = content.Signature,
                        }
                    )
                    {
                        By = by?.By,
                        Reason = by?.Reason,
                        Job = job,
                    },
            stop
        );
        return Known(history)!;

        RegisteredModel? Known(ModelHistory history) => (job is null ? null : history.FindByJob(job)) ?? history.Find(content);
    }

    /// <summary>Lets a version score everything beside the champion, and decide nothing.</summary>
    /// <param name="name">The name.</param>
    /// <param name="version">The version; one that is a shadow stays one.</param>
    /// <param name="by">Who wants it; null: nobody knows.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ModelException">There is no such version, its state does not allow it, or there are four shadows.</exception>
    public Task<RegisteredModel> ShadowAsync(string name, int version, Authorship? by = null, CancellationToken stop = default) =>
        MoveAsync(name, version, by, wishes => wishes.BeginShadow(version), stop);

    /// <summary>Lets a version decide for a share of the keys.</summary>
    /// <param name="name">The name.</param>
    /// <param name="version">The version; the canary gets another share.</param>
    /// <param name="share">Above 0 and at most 0.5.</param>
    /// <param name="by">Who wants it; null: nobody knows.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ModelException">There is no such version or share, its state does not allow it, or another is canary.</exception>
    public Task<RegisteredModel> CanaryAsync(
        string name,
        int version,
        double share,
        Authorship? by = null,
        CancellationToken stop = default
    ) => MoveAsync(name, version, by, wishes => wishes.BeginCanary(version, share), stop);

    /// <summary>Makes a version the champion: the one that stages decide with, from their next batch on after they notice.</summary>
    /// <param name="name">The name.</param>
    /// <param name="version">The version; the champion stays it.</param>
    /// <param name="by">Who promotes it; null: nobody knows.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ModelException">There is no such version, or its state does not allow it.</exception>
    public Task<RegisteredModel> PromoteAsync(string name, int version, Authorship? by = null, CancellationToken stop = default) =>
        MoveAsync(name, version, by, wishes => wishes.Promote(version), stop);

    /// <summary>Says that a version is not good enough: it serves nothing any more.</summary>
    /// <param name="name">The name.</param>
    /// <param name="version">The version; one that was rejected stays so.</param>
    /// <param name="by">Who rejects it; null: nobody knows.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ModelException">There is no such version, or its state does not allow it.</exception>
    public Task<RegisteredModel> RejectAsync(string name, int version, Authorship? by = null, CancellationToken stop = default) =>
        MoveAsync(name, version, by, wishes => wishes.Reject(version), stop);

    /// <summary>Takes back what a version decides: the champion before it is champion again, and a canary decides no longer.</summary>
    /// <param name="name">The name.</param>
    /// <param name="version">The champion or the canary, so that a wish that comes twice takes back one; null: the champion.</param>
    /// <param name="by">Who takes it back; null: nobody knows.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The version that was rolled back.</returns>
    /// <exception cref="ModelException">It decides nothing, or no version was champion before it.</exception>
    public async Task<RegisteredModel> RollBackAsync(string name, int? version, Authorship? by = null, CancellationToken stop = default)
    {
        var wanted = version;
        var history = await ChangeAsync(
            name,
            history =>
            {
                wanted = version ?? history.ChampionVersion;
                return new ModelWishes(history, _time.GetUtcNow(), Checked(by)).RollBack(version);
            },
            stop
        );
        return history.Find(wanted!.Value)!;
    }

    /// <summary>All versions of all names, by name and version.</summary>
    public async Task<IReadOnlyList<RegisteredModel>> ListAsync(CancellationToken stop = default) =>
        [
            .. (await _histories.ReadAllAsync(ModelStore.Events, stop))
                .OrderBy(stream => stream.Key, StringComparer.Ordinal)
                .SelectMany(stream => ModelHistory.Of(ModelStore.NameOf(stream.Key), stream).All),
        ];

    /// <summary>One version, or null where there is none: what lineage names as the model of a batch.</summary>
    public async Task<RegisteredModel?> FindAsync(string name, int version, CancellationToken stop = default) =>
        (await ReadAsync(name, stop)).Find(version);

    /// <summary>One version that somebody asks for.</summary>
    /// <exception cref="ModelException">There is no such version; the message says which there are.</exception>
    public async Task<RegisteredModel> GetAsync(string name, int version, CancellationToken stop = default)
    {
        var history = await ReadAsync(name, stop);
        return history.Find(version) ?? throw Unknown(version, history);
    }

    /// <summary>The version that has this content; null where none has.</summary>
    public async Task<RegisteredModel?> FindByHashAsync(string name, string hash, CancellationToken stop = default) =>
        (await ReadAsync(name, stop)).FindByHash(hash);

    /// <inheritdoc/>
    public async Task<ServingModels> ServingAsync(string name, CancellationToken stop) => (await ReadAsync(name, stop)).Serving;

    /// <inheritdoc/>
    public async Task<ModelContent> LoadAsync(ModelVersion version, CancellationToken stop)
    {
        var content = await LoadAsync(version.Hash, stop);
        var found = await FindAsync(version.Name, version.Version, stop);
        return content.With(found is not null && found.Hash == content.Hash ? found.Description.Signature : null);
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>?> CoversAsync(ModelVersion version, CancellationToken stop) =>
        await KeptAsync(version, training => training.Covers, stop);

    /// <inheritdoc/>
    public async Task<HeldOutScores?> HeldOutAsync(ModelVersion version, CancellationToken stop) =>
        await KeptAsync(version, training => training.HeldOut, stop) is { } kept ? HeldOutScores.FromBytes(kept.Span) : null;

    /// <inheritdoc/>
    public async Task<IsolationReference?> IsolationAsync(ModelVersion version, CancellationToken stop) =>
        await KeptAsync(version, training => training.Isolation, stop) is { } kept ? IsolationReference.FromBytes(kept.Span) : null;

    /// <summary>Bytes that were kept with a version; null: none were.</summary>
    async Task<ReadOnlyMemory<byte>?> KeptAsync(ModelVersion version, Func<TrainingFacts, string?> hash, CancellationToken stop)
    {
        var found = await FindAsync(version.Name, version.Version, stop);
        if (found?.Description.Training is not { } training || found.Hash != version.Hash || hash(training) is not { } kept)
            return null;
        return (await LoadAsync(kept, stop)).Bytes;
    }

    /// <summary>The bytes of a model, checked against the hash.</summary>
    /// <exception cref="ModelException">No model has this hash, or its bytes were altered.</exception>
    public async Task<ModelContent> LoadAsync(string hash, CancellationToken stop)
    {
        await using var session = _store.QuerySession();
        var events = await session.Events.FetchStreamAsync(ModelStore.StreamOfBytes(hash), token: stop);
        return events is [{ Data: ModelStored stored }]
            ? ModelContent.Verified(stored.Onnx, hash, "the model registry")
            : throw new ModelException($"The model registry has no model with the content hash {hash}.") { Cure = Cure.ListModels };
    }

    /// <summary>Keeps bytes that belong to a version and are too many for its history; they are named by their hash.</summary>
    /// <returns>The hash.</returns>
    public async Task<string> KeepAsync(byte[] bytes, CancellationToken stop)
    {
        var content = ModelContent.FromBytes(bytes);
        await StoreBytesAsync(content, stop);
        return content.Hash;
    }

    /// <summary>The datasets that versions were trained on, the newest first.</summary>
    public async Task<IReadOnlyList<KnownDataset>> DatasetsAsync(CancellationToken stop) => KnownDataset.Of(await ListAsync(stop));

    /// <summary>The dataset that somebody asks for.</summary>
    /// <param name="id">Its id, or the beginning of it: eight digits or more.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ModelException">There is none, or several begin so.</exception>
    public async Task<KnownDataset> DatasetAsync(string id, CancellationToken stop)
    {
        const int least = 8;
        var found =
            id.Length < least
                ? []
                : (await DatasetsAsync(stop)).Where(d => d.Id.StartsWith(id, StringComparison.OrdinalIgnoreCase)).ToList();
        return found.Count == 1
            ? found[0]
            : throw new ModelException(
                found.Count == 0
                    ? $"No version was trained on a dataset '{id}': an id is 64 hexadecimal digits, or at least the first {least} of them."
                    : $"The ids of {found.Count} datasets begin with '{id}': write more of it."
            )
            {
                Kind = FailureKind.Missing,
                Cure = Cure.ListDatasets,
            };
    }

    /// <summary>What disturbed inputs do to a version's scores, as it was measured when it was trained; null: it was not.</summary>
    public async Task<Robustness?> RobustnessAsync(RegisteredModel model, CancellationToken stop) =>
        model.Description.Training?.Robustness is { } hash ? Robustness.FromBytes((await LoadAsync(hash, stop)).Bytes.Span) : null;

    /// <summary>How the rows that a version was trained on were distributed; null where that was not kept.</summary>
    /// <exception cref="ModelException">It was altered, or is gone.</exception>
    public async Task<DriftReference?> ReferenceAsync(RegisteredModel model, CancellationToken stop) =>
        model.Description.Training?.Reference is { } hash ? DriftReference.FromBytes((await LoadAsync(hash, stop)).Bytes.Span) : null;

    /// <inheritdoc/>
    public async Task<string?> WhyLostAsync(string hash, CancellationToken stop)
    {
        try
        {
            await LoadAsync(hash, stop);
            return null;
        }
        catch (ModelException e)
        {
            return e.Message;
        }
    }

    /// <summary>Goes through the histories of all names and checks every seal, and every file against the hash in its name.</summary>
    public async Task<HashChainWalk> WalkAsync(CancellationToken stop = default)
    {
        var registered = new List<ModelRegistered>();
        var walk = await _histories.WalkAllAsync(
            ModelStore.NamePrefix,
            ModelStore.Events,
            happened => registered.AddRange(happened is ModelRegistered model ? [model] : []),
            stop
        );
        await new ModelBytesCheck(_store).AddAsync(walk, registered, stop);
        return walk;
    }

    async Task StoreBytesAsync(ModelContent content, CancellationToken stop)
    {
        await using var session = _store.LightweightSession();
        var stream = ModelStore.StreamOfBytes(content.Hash);
        if (await session.Events.FetchStreamStateAsync(stream, stop) is not null)
            return;
        session.Events.StartStream(stream, new ModelStored(content.Bytes.ToArray()));
        try
        {
            await session.SaveChangesAsync(stop);
        }
        catch (Exception e) when (HashChainStore.IsConflict(e))
        {
            // Another process stored the same bytes in between.
        }
    }

    async Task<RegisteredModel> MoveAsync(
        string name,
        int version,
        Authorship? by,
        Func<ModelWishes, ChainedEvent?> wish,
        CancellationToken stop
    )
    {
        var history = await ChangeAsync(name, history => wish(new ModelWishes(history, _time.GetUtcNow(), Checked(by))), stop);
        return history.Find(version)!;
    }

    /// <exception cref="ModelException">A figure of its evidence is no number, which a seal cannot be over.</exception>
    static Authorship Checked(Authorship? by) =>
        by?.Evidence is { } evidence && evidence.Figures.FirstOrDefault(f => !double.IsFinite(f.Value)) is { Key: { } name }
            ? throw new ModelException($"The evidence gives no number for '{name}': leave the figure out.") { Kind = FailureKind.Invalid }
            : by ?? Authorship.Unknown;

    /// <summary>Appends the event decided on from what happened so far, unless that is null; returns the history with it.</summary>
    async Task<ModelHistory> ChangeAsync(string name, Func<ModelHistory, ChainedEvent?> decide, CancellationToken stop)
    {
        CheckName(name);
        var events = await _histories.AppendAsync(ModelStore.StreamOf(name), before => decide(ModelHistory.Of(name, before)), stop);
        return ModelHistory.Of(name, events);
    }

    /// <exception cref="ModelException">It is no name for a model.</exception>
    public static void CheckName(string name)
    {
        if (!NamePattern().IsMatch(name))
            throw new ModelException($"'{name}' is no model name: use letters, digits, '.', '_' and '-', at most 100 of them.");
    }

    async Task<ModelHistory> ReadAsync(string name, CancellationToken stop) =>
        ModelHistory.Of(name, await _histories.ReadAsync(ModelStore.StreamOf(name), stop));

    /// <summary>That there is no such version, and which there are.</summary>
    internal static ModelException Unknown(int version, ModelHistory history) =>
        history.NextVersion == 1
            ? new($"The model registry has no model '{history.Name}'.") { Kind = FailureKind.Missing, Cure = Cure.Train(history.Name) }
            : new(
                $"Model '{history.Name}' has {(history.NextVersion == 2 ? "version 1" : $"versions 1 to {history.NextVersion - 1}")}, not "
                    + $"{version}."
            )
            {
                Kind = FailureKind.Missing,
                Cure = Cure.ListModels,
            };

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,100}$", RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();

    /// <inheritdoc/>
    public void Dispose()
    {
        _store.Dispose();
        _connections.Dispose();
    }
}
