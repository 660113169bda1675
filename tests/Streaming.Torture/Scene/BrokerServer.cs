using System.Text.Json;
using Streaming.Testing.Apache;
using Streaming.Topology;
using Streaming.Torture.Children;

namespace Streaming.Torture.Scene;

/// <summary>The broker, the embedded one or Apache Kafka, in a process of its own that can be killed and started again on the same
/// port.</summary>
sealed class BrokerServer : IAsyncDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    // What a dead process left open ends soon, and a killed broker is let in again soon.
    static readonly Dictionary<string, string> ApacheSettings = new()
    {
        ["transaction.abort.timed.out.transaction.cleanup.interval.ms"] = "1000",
        ["broker.session.timeout.ms"] = "6000",
        ["broker.heartbeat.interval.ms"] = "1000",
    };

    readonly TortureOptions _options;
    readonly string _folder;
    readonly ApacheKafka? _apache;
    readonly KafkaCluster _cluster;
    ChildProcess? _process;

    /// <summary>
    /// Apache Kafka's controller stays up, as one does that has a quorum: a broker that is killed together with its only controller
    /// can come back as the leader it was before its transactions are settled, and then leaves them open for ever.
    /// </summary>
    ChildProcess? _controller;

    public const string Host = "127.0.0.1";

    public BrokerServer(TortureOptions options)
    {
        _options = options;
        _folder = Path.Combine(options.Folder, "broker");
        _apache = options.KafkaHome is { } home ? ApacheKafka.At(home) : null;
        Port = ApacheKafka.FreePort();
        _cluster = ApacheKafka.NewCluster(Port + 1);
    }

    public int Port { get; }

    public string Address => $"{Host}:{Port}";

    /// <summary>The disk of its own, where it has one.</summary>
    public Volume? Disk { get; private set; }

    public async Task StartAsync(CancellationToken stop)
    {
        if (_process is not null)
            await _process.DisposeAsync();
        if (_options.OwnDisks)
            Disk ??= await Volume.MountAsync(_folder, stop);
        _process = ChildProcess.Start(await CommandAsync(stop), Path.Combine(_options.Folder, "broker.log"));
        if (!await IsUpAsync(_process, stop))
        {
            throw new StreamingException(
                $"the broker does not start: {_process.FaultSaid ?? "see what it says"} in broker.log in {_options.Folder}."
            );
        }
    }

    /// <summary>Starts it again if it has ended, or does within a moment.</summary>
    /// <returns>Whether it had.</returns>
    public async Task<bool> ReviveAsync(CancellationToken stop)
    {
        if (!await Until.TrueAsync(() => _process!.HasExited, Moment, stop))
            return false;
        await StartAsync(stop);
        return true;
    }

    public void Kill() => _process?.Kill();

    public void Freeze() => _process?.Freeze();

    public void Thaw() => _process?.Thaw();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        if (_controller is not null)
            await _controller.DisposeAsync();
        if (Disk is not null)
            await Disk.DisposeAsync();
    }

    async Task<IReadOnlyList<string>> CommandAsync(CancellationToken stop)
    {
        if (_apache is null)
            return ChildProcess.OfThisProgram(_options, Verbs.Broker, JsonSerializer.Serialize(new BrokerSpec(_folder, Port)));
        _controller ??= ChildProcess.Start(
            await _apache.PrepareControllerAsync(Path.Combine(_options.Folder, "controller"), _cluster, ApacheSettings, stop),
            Path.Combine(_options.Folder, "controller.log")
        );
        return await _apache.PrepareBrokerAsync(_folder, Port, _cluster, ApacheSettings, stop);
    }

    async Task<bool> IsUpAsync(ChildProcess process, CancellationToken stop)
    {
        // The embedded broker says so; Apache Kafka listens once it is ready for requests.
        var up = false;
        await Until.TrueAsync(
            async () =>
                process.HasExited
                || (up = _apache is null ? process.IsReady.IsCompletedSuccessfully : await ApacheKafka.ListensAsync(Port)),
            StartLimit,
            stop
        );
        return up && !process.HasExited;
    }
}
