using System.Collections.Concurrent;
using Streaming.Store.Runs;
using Streaming.Topology;
using Streaming.Torture.Children;

namespace Streaming.Torture.Scene;

/// <summary>The processes that serve learning runs, and the policy that they go by.</summary>
sealed class LearningFleet : IAsyncDisposable
{
    /// <summary>Two suffice for whoever is first to lose against another.</summary>
    const int Places = 2;

    readonly ConcurrentQueue<string> _complaints = new();
    readonly LearningTopology _topology;
    readonly DatabaseServer _database;
    readonly int _seed;
    readonly CancellationTokenSource _wishing = new();
    LearningWishes? _wishes;
    Task _wished = Task.CompletedTask;

    public LearningFleet(TortureOptions options, string name, BrokerServer broker, DatabaseServer database)
    {
        (_database, _seed) = (database, options.Seed);
        _topology = new LearningTopology(Path.Combine(options.Folder, "learning"), name);
        var spec = new LearningSpec(_topology.File, "", "", "", options.LearningLease);
        All =
        [
            .. Enumerable
                .Range(0, Places)
                .Select(i => new LearningProcess(options, spec with { Instance = $"learning-{i}" }, broker, database, _complaints.Enqueue)),
        ];
    }

    public IReadOnlyList<LearningProcess> All { get; }

    /// <summary>Processes that ended without being asked to, and why.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Ids of the messages by which somebody had runs begin.</summary>
    public IReadOnlyList<string> Told => _wishes?.Told ?? [];

    /// <summary>Has the model renewed from now on.</summary>
    public async Task StartAsync(CancellationToken stop)
    {
        _topology.Write(LearningTopology.Restless);
        using (var runs = new RunStore(_database.ConnectionString))
            await runs.EnsureSchemaAsync(stop);
        foreach (var process in All)
            process.Start();
        _wishes = new LearningWishes(TopologyLoader.Load(_topology.File), _topology.File, _database, _seed);
        _wished = Task.Run(() => _wishes.RunAsync(_wishing.Token), CancellationToken.None);
    }

    /// <summary>Nobody asks for more, and nothing begins by itself; what has begun goes on.</summary>
    public async Task BeginNoMoreAsync()
    {
        await _wishing.CancelAsync();
        await _wished;
        _topology.Write(LearningTopology.Calm);
    }

    public async Task StopAsync()
    {
        foreach (var process in All)
            await process.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _wishing.CancelAsync();
        // One that failed was heard of, or something else was.
        await _wished.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _wishing.Dispose();
        foreach (var process in All)
            await process.DisposeAsync();
    }
}
