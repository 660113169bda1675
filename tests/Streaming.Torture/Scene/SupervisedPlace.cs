using Streaming.Torture.Wire;

namespace Streaming.Torture.Scene;

/// <summary>
/// A place for a process that is attacked, with its name and its proxies: who runs there comes and goes. While it is wanted, a process
/// that ends is followed by another, as under any supervisor.
/// </summary>
abstract class SupervisedPlace : IAsyncDisposable
{
    static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(90);
    static readonly TimeSpan RestartPause = TimeSpan.FromMilliseconds(200);

    readonly TortureOptions _options;
    readonly string _verb;
    readonly Action<string> _endedByItself;
    readonly TcpProxy _kafka;
    readonly TcpProxy _postgres;
    Task _supervision = Task.CompletedTask;
    volatile bool _wanted;

    protected SupervisedPlace(
        TortureOptions options,
        string verb,
        string name,
        BrokerServer broker,
        DatabaseServer database,
        Action<string> endedByItself
    )
    {
        (_options, _verb, Name, _endedByItself) = (options, verb, name, endedByItself);
        _kafka = new TcpProxy(broker.Port, (client, server) =>
            new KafkaConversation(Gate, BrokerServer.Host, broker.Port, () => _kafka!.Port).RunAsync(client, server)
        );
        _postgres = new TcpProxy(database.Port, (client, server) => new PostgresConversation(Gate).RunAsync(client, server));
        _kafka.Start();
        _postgres.Start();
        (Kafka, Postgres) = ($"{BrokerServer.Host}:{_kafka.Port}", database.ConnectionStringVia(_postgres.Port));
    }

    public string Name { get; }

    /// <summary>Everything this process says to the broker and to PostgreSQL goes through it.</summary>
    public Gate Gate { get; } = new();

    /// <summary>It should run, and does unless it was killed a moment ago.</summary>
    public bool IsWanted => _wanted;

    /// <summary>It is up, as far as it has said.</summary>
    public bool IsReady => Process is { HasExited: false, IsReady.IsCompletedSuccessfully: true };

    public void Start()
    {
        if (_wanted)
            return;
        _wanted = true;
        _supervision = SuperviseAsync();
    }

    /// <summary>kill -9; another follows.</summary>
    public void Kill() => Process?.Kill();

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
        if (Process is { } process && !await process.StopAsync(StopLimit))
        {
            _endedByItself($"{Name} did not stop within {StopLimit.TotalSeconds:0} s of being asked to");
            process.Kill();
        }

        await _supervision;
    }

    public void ResetKafka() => _kafka.ResetAll();

    public void ResetPostgres() => _postgres.ResetAll();

    public async ValueTask DisposeAsync()
    {
        await KillForGoodAsync();
        await _kafka.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    /// <summary>Who runs there, or ran last.</summary>
    protected ChildProcess? Process { get; private set; }

    /// <summary>The broker's address through the proxy.</summary>
    protected string Kafka { get; }

    /// <summary>PostgreSQL's through its own.</summary>
    protected string Postgres { get; }

    /// <summary>What the process is told, as JSON.</summary>
    protected abstract string Spec();

    protected ChildProcess StartChild() =>
        ChildProcess.Start(ChildProcess.OfThisProgram(_options, _verb, Spec()), Path.Combine(_options.Folder, $"{Name}.log"));

    async Task SuperviseAsync()
    {
        while (_wanted)
        {
            await using var process = StartChild();
            Process = process;
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
