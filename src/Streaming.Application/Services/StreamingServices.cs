using Microsoft.Extensions.Logging;
using Streaming.Application.Hosting;
using Streaming.Embedded.Hosting;
using Streaming.Kafka;
using Streaming.Lineage;
using Streaming.Lineage.Access;
using Streaming.Lineage.Models;
using Streaming.Pipeline;

namespace Streaming.Application.Services;

/// <summary>
/// Kafka and PostgreSQL, outside or embedded, and what lies in them: each opened when an operation first needs it, and kept
/// open for the next one.
/// </summary>
public sealed class StreamingServices(StreamingOptions options, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    readonly SemaphoreSlim _opening = new(1);
    readonly List<(EmbeddedParts Parts, EmbeddedServices Services)> _open = [];
    LineageStore? _lineage;
    ModelRegistry? _models;
    AccessStore? _access;

    /// <summary>Where services are said to be.</summary>
    public Settings.Connections Connections => options.Connections;

    /// <summary>How to reach Kafka, once it is open.</summary>
    public KafkaConnection Kafka => new(With(EmbeddedParts.Broker).BootstrapServers, Connections.KafkaProperties);

    /// <summary>Npgsql connection string, once PostgreSQL is open.</summary>
    public string Postgres => With(EmbeddedParts.Postgres).PostgresConnectionString;

    /// <summary>PostgreSQL is open.</summary>
    internal bool HasDatabase => _open.Exists(o => o.Parts.HasFlag(EmbeddedParts.Postgres));

    /// <summary>Where a pipeline connects to, before it has a name.</summary>
    internal PipelineSettings PipelineSettings => new()
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
            if (_open.Exists(o => o.Parts.HasFlag(parts))) return;
            _open.Add((parts, await EmbeddedServices.StartOrJoinAsync(Options(Connections, parts), HostCommand.ThisProgram(options.HostVerb), note, loggers, stop)));
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>The lineage, its tables made where they are missing.</summary>
    internal async Task<LineageStore> LineageAsync(CancellationToken stop)
    {
        await _opening.WaitAsync(stop);
        try
        {
            return _lineage ??= await OpenedAsync(new LineageStore(Postgres), store => store.EnsureSchemaAsync(stop));
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>The model registry, its tables made where they are missing.</summary>
    internal async Task<ModelRegistry> ModelsAsync(CancellationToken stop)
    {
        await _opening.WaitAsync(stop);
        try
        {
            return _models ??= await OpenedAsync(new ModelRegistry(Postgres, time), registry => registry.EnsureSchemaAsync(stop));
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>The access log, its tables made where they are missing.</summary>
    internal async Task<AccessStore> AccessAsync(CancellationToken stop)
    {
        await _opening.WaitAsync(stop);
        try
        {
            return _access ??= await OpenedAsync(new AccessStore(Postgres), store => store.EnsureSchemaAsync(stop));
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Connections as the embedded services understand them.</summary>
    internal static EmbeddedOptions Options(Settings.Connections connections, EmbeddedParts parts) => new()
    {
        DataDirectory = Path.GetFullPath(connections.Data),
        Parts = parts,
        Kafka = connections.Kafka,
        Postgres = connections.Postgres,
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _access?.Dispose();
        _models?.Dispose();
        if (_lineage is not null) await _lineage.DisposeAsync();
        foreach (var (_, services) in _open) await services.DisposeAsync();
        _open.Clear();
        _opening.Dispose();
    }

    static async Task<T> OpenedAsync<T>(T store, Func<T, Task> ensure)
    {
        try
        {
            await ensure(store);
            return store;
        }
        catch
        {
            if (store is IAsyncDisposable later) await later.DisposeAsync();
            else (store as IDisposable)?.Dispose();
            throw;
        }
    }

    EmbeddedServices With(EmbeddedParts part) => _open.Find(o => o.Parts.HasFlag(part)).Services ?? throw new InvalidOperationException($"{part} is not open.");
}
