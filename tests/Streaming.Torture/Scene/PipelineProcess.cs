using System.Text.Json;
using Streaming.Torture.Children;
using Streaming.Torture.Wire;

namespace Streaming.Torture.Scene;

/// <summary>
/// A place for a pipeline process, with its name and its proxies: who runs there comes and goes. While it is wanted, a
/// process that ends is followed by another, as under any supervisor.
/// </summary>
sealed class PipelineProcess : IAsyncDisposable
{
    static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(90);
    static readonly TimeSpan RestartPause = TimeSpan.FromMilliseconds(200);

    readonly TortureOptions _options;
    PipelineSpec _spec;
    readonly Action<string> _endedByItself;
    readonly TcpProxy _kafka;
    readonly TcpProxy _postgres;
    ChildProcess? _process;
    Task _supervision = Task.CompletedTask;
    volatile bool _wanted;

    public PipelineProcess(
        TortureOptions options,
        PipelineSpec spec,
        BrokerServer broker,
        DatabaseServer database,
        Action<string> endedByItself
    )
    {
        (_options, _endedByItself) = (options, endedByItself);
        _kafka = new TcpProxy(broker.Port, (client, server) =>
            new KafkaConversation(Gate, BrokerServer.Host, broker.Port, () => _kafka!.Port).RunAsync(client, server)
        );
        _postgres = new TcpProxy(database.Port, (client, server) => new PostgresConversation(Gate).RunAsync(client, server));
        _kafka.Start();
        _postgres.Start();
        _spec = spec with { Kafka = $"{BrokerServer.Host}:{_kafka.Port}", Postgres = database.ConnectionStringVia(_postgres.Port) };
    }

    public string Name => _spec.Instance;

    /// <summary>Everything this process says to the broker and to PostgreSQL goes through it.</summary>
    public Gate Gate { get; } = new();

    /// <summary>It should run, and does unless it was killed a moment ago.</summary>
    public bool IsWanted => _wanted;

    /// <summary>It is up, as far as it has said.</summary>
    public bool IsReady => _process is { HasExited: false, IsReady.IsCompletedSuccessfully: true };

    public void Start()
    {
        if (_wanted)
            return;
        _wanted = true;
        _supervision = SuperviseAsync();
    }

    /// <summary>kill -9; another follows.</summary>
    public void Kill() => _process?.Kill();

    /// <summary>kill -9; none follows.</summary>
    public async Task KillForGoodAsync()
    {
        _wanted = false;
        Kill();
        await _supervision;
    }

    /// <summary>Asks it to leave in order.</summary>
    public async Task StopAsync()
    {
        _wanted = false;
        if (_process is { } process && !await process.StopAsync(StopLimit))
        {
            _endedByItself($"{Name} did not stop within {StopLimit.TotalSeconds:0} s of being asked to");
            process.Kill();
        }

        await _supervision;
    }

    public void Freeze() => _process?.Freeze();

    public void Thaw() => _process?.Thaw();

    /// <summary>Its clock jumps, and those that follow it have the same wrong clock.</summary>
    public void ShiftClock(TimeSpan shift)
    {
        _spec = _spec with { ClockShift = shift };
        _process?.Say(ShiftedClock.Order(shift));
    }

    /// <summary>Runs a process that is expected to refuse to work, and to end by itself.</summary>
    /// <returns>What it says it ended of; null where it did not end within the limit, and was killed.</returns>
    public async Task<string?> RefusalAsync(TimeSpan limit, CancellationToken stop)
    {
        await using var process = StartChild();
        return await Until.TrueAsync(() => process.HasExited, limit, stop) ? process.FaultSaid ?? "nothing" : null;
    }

    public void ResetKafka() => _kafka.ResetAll();

    public void ResetPostgres() => _postgres.ResetAll();

    public async ValueTask DisposeAsync()
    {
        await KillForGoodAsync();
        await _kafka.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    ChildProcess StartChild() =>
        ChildProcess.Start(
            ChildProcess.OfThisProgram(_options, Verbs.Pipeline, JsonSerializer.Serialize(_spec)),
            Path.Combine(_options.Folder, $"{Name}.log")
        );

    async Task SuperviseAsync()
    {
        while (_wanted)
        {
            await using var process = StartChild();
            _process = process;
            // Asked to go while it was being started.
            if (!_wanted)
                process.Kill();
            await process.Exit;
            // What cannot start yet (services away) is started again; what ran and then gave up is a finding.
            if (process.IsReady.IsCompletedSuccessfully && process.FaultSaid is { } fault)
                _endedByItself($"{Name} gave up: {fault}");
            if (_wanted)
                await Task.Delay(RestartPause);
        }
    }
}
