using Streaming.Events.Time;
using Streaming.Kafka;
using Streaming.Pipeline.Hosting;
using Streaming.Publishing;
using Streaming.Simulation;
using Streaming.Simulation.Model;
using Streaming.Topology.Plan;

namespace Streaming.Application.RunDriftDemo;

/// <summary>Publishes simulated days and waits until the pipeline has dealt with them.</summary>
sealed class DayStream
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    readonly TimeProvider _time;
    readonly PipelineHost _host;
    readonly Publisher _publisher;
    readonly SimulatedDays _days;
    readonly DateOnly _start;
    long _published;

    public DayStream(TimeProvider time, KafkaConnection kafka, PipelinePlan plan, PipelineHost host, SimulatorModel settings)
    {
        (_time, _host, _start) = (time, host, settings.Start);
        _publisher = new Publisher(kafka, plan.Topology, new PublishSettings { Partitions = RunDriftDemoRequest.Partitions }, time);
        _days = new SimulatedDays(new Simulator(plan.Topology, settings));
    }

    /// <summary>Days that are over.</summary>
    public int Days { get; private set; }

    /// <summary>Midnight (UTC) at which a day begins.</summary>
    public Timestamp Midnight(int day) => Timestamp.From(new DateTimeOffset(_start.AddDays(day), TimeOnly.MinValue, TimeSpan.Zero));

    /// <summary>Plays days to their end.</summary>
    /// <returns>Events of them.</returns>
    public async Task<long> PlayAsync(int days, CancellationToken stop)
    {
        Days += days;
        _days.Until = Midnight(Days);
        var published = (await Task.Run(() => _publisher.RunAsync(_days, null, stop), stop)).Events;
        _published += published;
        while (Done() < _published)
        {
            if (_host.Completion.IsCompleted)
                await _host.Completion;
            await Task.Delay(Look, _time, stop);
        }

        return published;
    }

    long Done()
    {
        var stages = _host.Snapshot();
        return stages[^1].Accepted + stages.Sum(s => s.Rejected);
    }
}
