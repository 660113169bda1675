using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.State;
using Streaming.Embedded.Kafka.Topics;

namespace Streaming.Embedded.Kafka;

/// <summary>
/// A broker that speaks the Kafka protocol, in this process: one node, one replica, nothing to install. Kafka clients use it as they
/// use Apache Kafka. What it acknowledged survives the death of the process at any point; see
/// <see cref="KafkaOptions.FlushInterval"/> for what survives a power loss.
/// </summary>
public sealed class EmbeddedKafka : IAsyncDisposable
{
    readonly TemporaryFolder? _temporary;
    readonly DirectoryLock _directoryLock;
    readonly StateStore _state;
    readonly TopicCatalog _topics;
    readonly Listener _listener;
    readonly Housekeeping _housekeeping;
    readonly ILogger _logger;
    bool _disposed;

    EmbeddedKafka(
        TemporaryFolder? temporary,
        DirectoryLock directoryLock,
        StateStore state,
        TopicCatalog topics,
        Listener listener,
        BrokerServices services,
        ILogger logger
    )
    {
        (_temporary, _directoryLock, _state, _topics, _listener, _logger) = (temporary, directoryLock, state, topics, listener, logger);
        Port = listener.Port;
        BootstrapServers = string.Create(CultureInfo.InvariantCulture, $"{Bracketed(services.Options.Host)}:{Port}");
        _housekeeping = new Housekeeping(services, state, logger);
    }

    /// <summary>Where clients connect, as <c>host:port</c>.</summary>
    public string BootstrapServers { get; }

    /// <summary>The TCP port listened on.</summary>
    public int Port { get; }

    /// <summary>Opens the data directory, recovering what a crash left behind, and listens.</summary>
    /// <param name="options">How; null: on a free port of the loopback interface, over a temporary folder.</param>
    /// <param name="loggers">Where the broker logs; null: nowhere.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="EmbeddedKafkaException">The directory is in use, of another version or cannot be written, or the address is
    /// taken.</exception>
    public static Task<EmbeddedKafka> StartAsync(
        KafkaOptions? options = null,
        ILoggerFactory? loggers = null,
        CancellationToken stop = default
    )
    {
        ILogger logger = loggers?.CreateLogger<EmbeddedKafka>() ?? NullLogger<EmbeddedKafka>.Instance;
        // Recovery reads files; the caller should not have to wait in its own thread.
        return Task.Run(() => Start(options ?? new KafkaOptions(), logger, stop), stop);
    }

    /// <summary>Stops taking requests, forces everything to disk and closes it, so that the next start is quick. A temporary folder goes
    /// away.</summary>
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
        _temporary?.Dispose();
        BrokerLog.Stopped(_logger, BootstrapServers);
    }

    static EmbeddedKafka Start(KafkaOptions options, ILogger logger, CancellationToken stop)
    {
        options.Validate();
        var opened = new Stack<IDisposable>();
        var temporary = options.DataDirectory is null ? Opened(opened, TemporaryFolder.Create()) : null;
        options = options with { DataDirectory = temporary?.Path ?? Path.GetFullPath(options.DataDirectory!) };
        try
        {
            var directoryLock = Opened(opened, DirectoryLock.Take(options.Folder));
            FolderFormat.Check(options.Folder);
            // The address is taken first: it fails soonest. Connections wait until accepting begins.
            var listener = new Listener(options.Host, options.Port);
            opened.Push(new Undo(() => listener.DisposeAsync().AsTask().Wait(CancellationToken.None)));
            var state = Opened(opened, new StateStore(options.Folder, flushesEach: options.FlushMessages == 1));
            var topics = Opened(opened, new TopicCatalog(options, state, finding => BrokerLog.Recovered(logger, finding)));
            stop.ThrowIfCancellationRequested();
            var services = BrokerServices.Open(options, state, topics, ClusterIdentity.Of(state, options.Host, listener.Port));
            var broker = new EmbeddedKafka(temporary, directoryLock, state, topics, listener, services, logger);
            broker._housekeeping.Start();
            listener.Start(new ApiTable(services), services, logger);
            BrokerLog.Started(logger, broker.BootstrapServers, options.Folder);
            return broker;
        }
        catch (Exception e)
        {
            while (opened.TryPop(out var resource))
                resource.Dispose();
            if (e is not (IOException or UnauthorizedAccessException))
                throw;
            throw new EmbeddedKafkaException(
                $"The broker cannot open its data in '{options.Folder}' ({e.Message}): check the disk and the folder's permissions.",
                e
            );
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
