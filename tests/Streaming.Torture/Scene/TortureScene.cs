using Streaming.Kafka;
using Streaming.Publishing.Sending;
using Streaming.Topology;
using Streaming.Topology.Plan;
using Streaming.Torture.Checking;
using Streaming.Torture.Children;
using Streaming.Torture.Publishing;

namespace Streaming.Torture.Scene;

/// <summary>Everything that takes part: broker, PostgreSQL, pipeline processes, a publisher that goes on, a consumer that looks
/// on.</summary>
sealed class TortureScene : IAsyncDisposable
{
    readonly CancellationTokenSource _publishing = new();
    Task _published = Task.CompletedTask;

    TortureScene(TortureOptions options, PipelinePlan plan, BrokerServer broker, DatabaseServer database, Findings findings)
    {
        (Options, Plan, Broker, Database, Findings) = (options, plan, broker, database, findings);
        Fleet = new PipelineFleet(options, Spec(options, plan), broker, database);
        Publisher = new SteadyPublisher(options, plan.Topology, broker.Address);
        Watch = new OutputWatch(plan.Topology, broker.Address, options.Partitions);
        Models = new TortureModels(options, plan.Topology, database);
        Learning = options.Learning ? new LearningFleet(options, plan.Topology.Name, broker, database) : null;
    }

    public TortureOptions Options { get; }

    public PipelinePlan Plan { get; }

    public BrokerServer Broker { get; }

    public DatabaseServer Database { get; }

    public PipelineFleet Fleet { get; }

    public SteadyPublisher Publisher { get; }

    public OutputWatch Watch { get; }

    public TortureModels Models { get; }

    /// <summary>Those who renew the model; null: nobody does.</summary>
    public LearningFleet? Learning { get; }

    /// <summary>What is wrong; faults that expect more than recovery add to it.</summary>
    public Findings Findings { get; }

    public static async Task<TortureScene> StartAsync(TortureOptions options, Findings findings, CancellationToken stop)
    {
        var plan = TortureTopology.Load(options.Topology, "tortured");
        var broker = new BrokerServer(options);
        var database = new DatabaseServer(options);
        try
        {
            await Task.WhenAll(broker.StartAsync(stop), database.StartAsync(stop));
            await OutsideTopics.EnsureAsync(new KafkaConnection(broker.Address), plan.Topology, options.Partitions);
            var scene = new TortureScene(options, plan, broker, database, findings);
            scene._published = Task.Run(() => scene.Publisher.RunAsync(scene._publishing.Token), CancellationToken.None);
            scene.Fleet.All[0].Start();
            return scene;
        }
        catch
        {
            await broker.DisposeAsync();
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>What a pipeline process of this scene is told; addresses and name are those of its place.</summary>
    public static PipelineSpec Spec(TortureOptions options, PipelinePlan plan) =>
        new(
            options.Topology,
            plan.Topology.Name,
            "",
            "",
            "",
            options.Partitions,
            options.MaxBatchRows,
            options.SessionTimeout,
            options.TransactionTimeout
        );

    /// <summary>Waits until all that is published and acknowledged now is visible as output; false where that does not come.</summary>
    public Task<bool> CaughtUpAsync(CancellationToken stop)
    {
        if (_published.IsFaulted)
            throw new StreamingException(_published.Exception.GetBaseException().Message);
        var target = Publisher.AcknowledgedEvents;
        return Until.TrueAsync(() => Watch.Outputs >= target, Options.Patience, stop);
    }

    /// <summary>Waits until the first outputs are visible; false where none come.</summary>
    public Task<bool> FlowsAsync(CancellationToken stop) => Until.TrueAsync(() => Watch.Outputs >= Options.Rate, Options.Patience, stop);

    /// <summary>Ends the publishing; returns when the broker has acknowledged all of it.</summary>
    public async Task EndPublishingAsync()
    {
        await _publishing.CancelAsync();
        await _published;
    }

    public async ValueTask DisposeAsync()
    {
        await _publishing.CancelAsync();
        // One that still waits for a broker that is gone ends with this process.
        if (_published.IsCompleted)
            Publisher.Dispose();
        Watch.Dispose();
        if (Learning is not null)
            await Learning.DisposeAsync();
        await Fleet.DisposeAsync();
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
        _publishing.Dispose();
    }
}
