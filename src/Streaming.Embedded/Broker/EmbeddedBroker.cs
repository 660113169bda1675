using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Embedded.Broker.Server;
using Streaming.Embedded.Broker.State;
using Streaming.Embedded.Broker.Topics;

namespace Streaming.Embedded.Broker;

/// <summary>
/// A broker that speaks the Kafka protocol, in this process: one node, one replica, nothing to install. Kafka clients use it as they
/// use Apache Kafka. What it acknowledged survives the death of the process at any point; see
/// <see cref="BrokerOptions.FlushInterval"/> for what survives a power loss.
/// </summary>
public sealed class EmbeddedBroker : IAsyncDisposable
{
    readonly DirectoryLock _directoryLock;
    readonly StateStore _state;
    readonly TopicCatalog _topics;
    readonly Listener _listener;
    readonly Housekeeping _housekeeping;
    readonly ILogger _logger;
    bool _disposed;

    EmbeddedBroker(DirectoryLock directoryLock, StateStore state, TopicCatalog topics, Listener listener, BrokerServices services, ILogger logger)
    {
        (_directoryLock, _state, _topics, _listener, _logger) = (directoryLock, state, topics, listener, logger);
        Port = listener.Port;
        BootstrapServers = string.Create(CultureInfo.InvariantCulture, $"{Bracketed(services.Options.Host)}:{Port}");
        _housekeeping = new Housekeeping(services, state, logger);
    }

    /// <summary>Where clients connect, as <c>host:port</c>.</summary>
    public string BootstrapServers { get; }

    /// <summary>The TCP port listened on.</summary>
    public int Port { get; }

    /// <summary>Opens the data directory, recovering what a crash left behind, and listens.</summary>
    /// <exception cref="EmbeddedException">The directory is in use or cannot be written, or the address is taken.</exception>
    public static Task<EmbeddedBroker> StartAsync(BrokerOptions options, ILoggerFactory? loggers = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ILogger logger = loggers?.CreateLogger<EmbeddedBroker>() ?? NullLogger<EmbeddedBroker>.Instance;
        // Recovery reads files; the caller should not have to wait in its own thread.
        return Task.Run(() => Start(options, logger, ct), ct);
    }

    /// <summary>Stops taking requests, forces everything to disk and closes it, so that the next start is quick.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _listener.DisposeAsync();
        await _housekeeping.DisposeAsync();
        _topics.Close();
        _state.Flush();
        _state.Dispose();
        _directoryLock.Dispose();
        BrokerLog.Stopped(_logger, BootstrapServers);
    }

    static EmbeddedBroker Start(BrokerOptions options, ILogger logger, CancellationToken cancellation)
    {
        options.Validate();
        options = options with { DataDirectory = Path.GetFullPath(options.DataDirectory) };
        var opened = new Stack<IDisposable>();
        try
        {
            var directoryLock = Opened(opened, DirectoryLock.Take(options.DataDirectory));
            // The address is taken first: it fails soonest. Connections wait until accepting begins.
            var listener = new Listener(options.Host, options.Port);
            opened.Push(new Undo(() => listener.DisposeAsync().AsTask().Wait(CancellationToken.None)));
            var state = Opened(opened, new StateStore(options.DataDirectory));
            var topics = Opened(opened, new TopicCatalog(options, state, finding => BrokerLog.Recovered(logger, finding)));
            cancellation.ThrowIfCancellationRequested();
            var services = BrokerServices.Open(options, state, topics, ClusterIdentity.Of(state, options.Host, listener.Port));
            var broker = new EmbeddedBroker(directoryLock, state, topics, listener, services, logger);
            broker._housekeeping.Start();
            listener.Start(new ApiTable(services), options.MaxRequestBytes, logger);
            BrokerLog.Started(logger, broker.BootstrapServers, options.DataDirectory);
            return broker;
        }
        catch (Exception e)
        {
            while (opened.TryPop(out var resource))
                resource.Dispose();
            if (e is not (IOException or UnauthorizedAccessException))
                throw;
            throw new EmbeddedException(
                $"The broker cannot open its data in '{options.DataDirectory}' ({e.Message}): check the disk and the folder's permissions.", e);
        }
    }

    // An IPv6 address needs brackets before its port.
    static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;

    static T Opened<T>(Stack<IDisposable> opened, T resource)
        where T : IDisposable
    {
        opened.Push(resource);
        return resource;
    }

    sealed class Undo(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
