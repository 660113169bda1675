using Microsoft.Extensions.Logging;
using Streaming.Application.FollowPredictions.Tails;
using Streaming.Application.Hosting;
using Streaming.Embedded.Hosting;
using Streaming.Inference.Onnx;
using Streaming.Kafka;
using Streaming.Learning.Goals.History;
using Streaming.Lifecycle.Bus;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Pipeline;
using Streaming.Pipeline.Hosting;
using Streaming.Store.Access;
using Streaming.Store.ApiKeys;
using Streaming.Store.Contests;
using Streaming.Store.Issuing;
using Streaming.Store.Jobs;
using Streaming.Store.Runs;
using Streaming.Topology.Plan;

namespace Streaming.Application.Services;

/// <summary>
/// Kafka and PostgreSQL, outside or embedded, and what lies in them: each opened when an operation first needs it, and kept
/// open for the next one.
/// </summary>
/// <param name="options">Where they are.</param>
/// <param name="time">The clock of what is opened.</param>
/// <param name="loggers">Where problems are logged.</param>
/// <param name="pipelines">Those of this process; asked for when one starts.</param>
public sealed class StreamingServices(StreamingOptions options, TimeProvider time, ILoggerFactory loggers, Func<Pipelines> pipelines)
    : IAsyncDisposable
{
    readonly SemaphoreSlim _opening = new(1);
    readonly List<(EmbeddedParts Parts, EmbeddedServices Services)> _open = [];
    LineageStore? _lineage;
    ModelRegistry? _models;
    AccessStore? _access;
    JobStore? _jobs;
    ApiKeyStore? _apiKeys;
    ContestStore? _contests;
    IssuerStore? _issuer;
    RunStore? _runs;
    LearningBus? _bus;
    GoalsStore? _goals;
    LivePublishers? _publishers;
    RequestScorers? _scorers;
    OutcomeReaders? _outcomes;
    PredictionTails? _tails;

    /// <summary>Where services are said to be.</summary>
    public Settings.Connections Connections => options.Connections;

    /// <summary>The same, elsewhere.</summary>
    internal StreamingServices At(Settings.Connections connections) =>
        new(options with { Connections = connections }, time, loggers, pipelines);

    /// <summary>How to reach Kafka, once it is open.</summary>
    public KafkaConnection Kafka => new(With(EmbeddedParts.Broker).BootstrapServers, Connections.KafkaProperties);

    /// <summary>Npgsql connection string, once PostgreSQL is open.</summary>
    public string Postgres => With(EmbeddedParts.Postgres).PostgresConnectionString;

    /// <summary>PostgreSQL is open.</summary>
    internal bool HasDatabase => _open.Exists(o => o.Parts.HasFlag(EmbeddedParts.Postgres));

    /// <summary>Where a pipeline connects to, before it has a name.</summary>
    internal PipelineSettings PipelineSettings =>
        new()
        {
            BootstrapServers = Kafka.BootstrapServers,
            Postgres = Postgres,
            KafkaProperties = Kafka.Properties,
        };

    /// <summary>Finds or starts what is not open yet.</summary>
    internal async Task OpenAsync(EmbeddedParts parts, Action<string> note, CancellationToken stop)
    {
        await _opening.WaitAsync(stop);
        try
        {
            if (_open.Exists(o => o.Parts.HasFlag(parts)))
                return;
            _open.Add((parts, await StartAsync(Options(Connections, parts), note, stop)));
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Starts or joins embedded services; the caller disposes of them.</summary>
    internal Task<EmbeddedServices> StartAsync(EmbeddedOptions embedded, Action<string> note, CancellationToken stop) =>
        EmbeddedServices.StartOrJoinAsync(embedded, HostCommand.ThisProgram(options.HostVerb), note, loggers, stop);

    /// <summary>The lineage.</summary>
    internal Task<LineageStore> LineageAsync(CancellationToken stop) =>
        OnceAsync(() => _lineage, async () => _lineage = await LineageAccess.OpenLineageAsync(Postgres, stop), stop);

    /// <summary>The model registry.</summary>
    internal Task<ModelRegistry> ModelsAsync(CancellationToken stop) =>
        OnceAsync(() => _models, async () => _models = await LineageAccess.OpenModelsAsync(Postgres, time, stop), stop);

    /// <summary>The access log.</summary>
    internal Task<AccessStore> AccessAsync(CancellationToken stop) =>
        OnceAsync(() => _access, async () => _access = await LineageAccess.OpenAccessAsync(Postgres, stop), stop);

    /// <summary>Jobs.</summary>
    internal Task<JobStore> JobsAsync(CancellationToken stop) =>
        OnceAsync(() => _jobs, async () => _jobs = await LineageAccess.OpenJobsAsync(Postgres, time, stop), stop);

    /// <summary>Keys of those who call from elsewhere.</summary>
    internal Task<ApiKeyStore> ApiKeysAsync(CancellationToken stop) =>
        OnceAsync(() => _apiKeys, async () => _apiKeys = await LineageAccess.OpenApiKeysAsync(Postgres, time, stop), stop);

    /// <summary>Contested decisions.</summary>
    internal Task<ContestStore> ContestsAsync(CancellationToken stop) =>
        OnceAsync(() => _contests, async () => _contests = await LineageAccess.OpenContestsAsync(Postgres, time, stop), stop);

    /// <summary>What the embedded issuer of tokens keeps.</summary>
    internal Task<IssuerStore> IssuerAsync(CancellationToken stop) =>
        OnceAsync(() => _issuer, async () => _issuer = await LineageAccess.OpenIssuerAsync(Postgres, time, stop), stop);

    /// <summary>Learning runs.</summary>
    internal Task<RunStore> RunsAsync(CancellationToken stop) =>
        OnceAsync(() => _runs, async () => _runs = await LineageAccess.OpenRunsAsync(Postgres, stop), stop);

    /// <summary>What wakes those who serve learning runs.</summary>
    internal Task<LearningBus> BusAsync(CancellationToken stop) =>
        OnceAsync(
            () => _bus,
            async () => _bus = await LearningBus.StartAsync(Environment.GetEnvironmentVariable(LearningBus.Variable), stop),
            stop
        );

    /// <summary>What was done for goals.</summary>
    internal Task<GoalsStore> GoalsAsync(CancellationToken stop) =>
        OnceAsync(() => _goals, async () => _goals = await LineageAccess.OpenGoalsAsync(Postgres, stop), stop);

    /// <summary>Publishers for callers of this process, once Kafka is open.</summary>
    internal Task<LivePublishers> PublishersAsync(CancellationToken stop) =>
        OnceAsync(() => _publishers, () => Task.FromResult(_publishers = new LivePublishers(Kafka, time)), stop);

    /// <summary>Readers of outcomes for callers of this process, once Kafka is open.</summary>
    internal Task<OutcomeReaders> OutcomesAsync(CancellationToken stop) =>
        OnceAsync(() => _outcomes, () => Task.FromResult(_outcomes = new OutcomeReaders(Kafka, time)), stop);

    /// <summary>Readers of predictions for callers of this process, once Kafka is open.</summary>
    internal Task<PredictionTails> TailsAsync(CancellationToken stop) =>
        OnceAsync(() => _tails, () => Task.FromResult(_tails = new PredictionTails(Kafka, time)), stop);

    /// <summary>What scores requests of callers of this process, once PostgreSQL is open.</summary>
    internal async Task<RequestScorers> ScorersAsync(CancellationToken stop)
    {
        if (_scorers is { } open)
            return open;
        var (lineage, models) = (await LineageAsync(stop), await ModelsAsync(stop));
        return await OnceAsync(() => _scorers, () => Task.FromResult(_scorers = new RequestScorers(lineage, models, time, loggers)), stop);
    }

    /// <summary>Starts a pipeline on these services, which are open; the registry says which model scores.</summary>
    /// <param name="plan">What runs.</param>
    /// <param name="say">What there is to say besides where it connects to.</param>
    /// <param name="inference">What computes the model.</param>
    /// <param name="stop">Gives up.</param>
    internal async Task<PipelineHost> StartPipelineAsync(
        PipelinePlan plan,
        Func<PipelineSettings, PipelineSettings> say,
        InferenceOptions inference,
        CancellationToken stop
    ) => await pipelines().StartAsync(plan, say(PipelineSettings), await ModelsAsync(stop), inference, stop);

    /// <summary>The words under which this program runs one job; null: it has none.</summary>
    internal IReadOnlyList<string>? JobVerb => options.JobVerb?.Invoke(Path.GetFullPath(Connections.Data));

    /// <summary>Connections as the embedded services understand them.</summary>
    internal static EmbeddedOptions Options(Settings.Connections connections, EmbeddedParts parts) =>
        new()
        {
            DataDirectory = Path.GetFullPath(connections.Data),
            Parts = parts,
            Kafka = connections.Kafka,
            Postgres = connections.Postgres,
        };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_publishers is not null)
            await _publishers.DisposeAsync();
        if (_outcomes is not null)
            await _outcomes.DisposeAsync();
        if (_tails is not null)
            await _tails.DisposeAsync();
        if (_scorers is not null)
            await _scorers.DisposeAsync();
        if (_bus is not null)
            await _bus.DisposeAsync();
        _runs?.Dispose();
        _access?.Dispose();
        _jobs?.Dispose();
        _apiKeys?.Dispose();
        _contests?.Dispose();
        _issuer?.Dispose();
        _goals?.Dispose();
        _models?.Dispose();
        if (_lineage is not null)
            await _lineage.DisposeAsync();
        foreach (var (_, services) in _open)
            await services.DisposeAsync();
        _open.Clear();
        _opening.Dispose();
    }

    async Task<T> OnceAsync<T>(Func<T?> there, Func<Task<T>> open, CancellationToken stop)
        where T : class
    {
        await _opening.WaitAsync(stop);
        try
        {
            return there() ?? await open();
        }
        finally
        {
            _opening.Release();
        }
    }

    EmbeddedServices With(EmbeddedParts part) =>
        _open.Find(o => o.Parts.HasFlag(part)).Services ?? throw new InvalidOperationException($"{part} is not open.");
}
