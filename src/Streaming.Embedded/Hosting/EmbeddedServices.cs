using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Streaming.Embedded.Hosting;

/// <summary>
/// A Kafka and a PostgreSQL to use, wherever they come from: external ones where they are configured, else embedded
/// ones, found running or started.
/// </summary>
public sealed class EmbeddedServices : IAsyncDisposable
{
    readonly EmbeddedOptions _options;
    readonly Endpoints _endpoints;
    IAsyncDisposable? _hold;

    EmbeddedServices(EmbeddedOptions options, Endpoints endpoints, IAsyncDisposable? hold) =>
        (_options, _endpoints, _hold) = (options, endpoints, hold);

    /// <summary>Bootstrap servers for a Kafka client.</summary>
    /// <exception cref="InvalidOperationException">Kafka was not among the parts asked for.</exception>
    public string BootstrapServers => _options.Kafka ?? _endpoints.Kafka ?? throw NotAskedFor(EmbeddedParts.Broker);

    /// <summary>Connection string for Npgsql, password included.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL was not among the parts asked for.</exception>
    public string PostgresConnectionString => _options.Postgres ?? _endpoints.Postgres ?? throw NotAskedFor(EmbeddedParts.Postgres);

    /// <summary>
    /// For commands: uses the host that serves the data folder, or starts one as a process of its own, which other
    /// commands share and which outlives this one until nobody uses it. A host that is killed is replaced while this
    /// object lives, at the same addresses.
    /// </summary>
    /// <param name="options">What is needed; where <see cref="EmbeddedOptions.Kafka"/> or <see cref="EmbeddedOptions.Postgres"/> is set,
    /// that part is external.</param>
    /// <param name="host">How to start a host; see <see cref="HostCommand.ThisProgram"/>.</param>
    /// <param name="progress">Told in plain words about steps that take a while.</param>
    /// <param name="loggers">Where problems are logged.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="EmbeddedException">A part cannot be had.</exception>
    public static async Task<EmbeddedServices> StartOrJoinAsync(
        EmbeddedOptions options,
        HostCommand host,
        Action<string>? progress = null,
        ILoggerFactory? loggers = null,
        CancellationToken stop = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Wanted.Parts == EmbeddedParts.None)
            return new EmbeddedServices(options, new Endpoints(null, null), null);
        var log = (loggers ?? NullLoggerFactory.Instance).CreateLogger<EmbeddedServices>();
        try
        {
            var hold = new HostHold(new HostFinder(options, host), log);
            return new EmbeddedServices(options, await hold.TakeAsync(progress, stop), hold);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new EmbeddedException(
                $"The data directory '{options.DataDirectory}' belongs to another account ({e.Message}). Use that account, or name "
                    + "another directory.",
                e
            );
        }
    }

    /// <summary>
    /// For tests and single-process programs: runs the embedded parts inside this process, for this process alone.
    /// They end with it, even if it is killed.
    /// </summary>
    /// <exception cref="EmbeddedException">A part cannot be had.</exception>
    public static async Task<EmbeddedServices> StartInProcessAsync(
        EmbeddedOptions options,
        Action<string>? progress = null,
        ILoggerFactory? loggers = null,
        CancellationToken stop = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var services = new HostedServices(options with { DataDirectory = new HostFolder(options.DataDirectory).Path }, loggers);
        try
        {
            return new EmbeddedServices(options, await services.EnsureAsync(options.Wanted, progress, stop), services);
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>In-process PostgreSQL only: makes a further database, owned by the same role, unless it is there.</summary>
    /// <returns>Its connection string.</returns>
    /// <exception cref="InvalidOperationException">PostgreSQL does not run in this process.</exception>
    public Task<string> CreateDatabaseAsync(string name, CancellationToken stop = default) =>
        _hold is HostedServices services
            ? services.CreateDatabaseAsync(name, stop)
            : throw new InvalidOperationException("PostgreSQL does not run in this process.");

    /// <summary>Gives the services back: in-process ones stop, shared ones stop once nobody uses them.</summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _hold, null)?.DisposeAsync() ?? ValueTask.CompletedTask;

    static InvalidOperationException NotAskedFor(EmbeddedParts part) => new($"{part} was not among the parts asked for.");
}
