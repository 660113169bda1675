using Streaming.Events.Time;
using Streaming.Simulation.Model;
using Streaming.Simulation.Numbers;
using Streaming.Simulation.Running;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Simulation;

/// <summary>A record to publish. Its bytes are valid until the next one is asked for.</summary>
/// <param name="Content">An event for the source topic, or a label for the labels topic.</param>
/// <param name="Time">Event time, or when the label became known. Never decreases.</param>
/// <param name="Key">The event's key as text, or of a label the event's id.</param>
/// <param name="Value">JSON.</param>
/// <param name="Truth">Ground truth of the event, or of the event that is labelled.</param>
public readonly record struct SimulatedRecord(
    RowContent Content,
    Timestamp Time,
    ReadOnlyMemory<byte> Key,
    ReadOnlyMemory<byte> Value,
    bool Truth
);

/// <summary>
/// An endless stream of events with their labels, in the order of time (of one time labels come first). The same topology,
/// settings and seed give the same bytes on every machine. Not safe for several threads at once.
/// </summary>
public sealed class Simulator
{
    readonly SimulatorModel model;
    readonly Population own;
    readonly Schedule schedule;
    readonly EventFactory factory;
    readonly Draft draft;
    readonly Truth truth;
    readonly EventWriter events;
    readonly LabelWriter? labels;
    readonly RecordQueue waiting = new();
    readonly Timestamp start;
    readonly int id;
    readonly int key;
    Rng rng;
    int day = -1;
    int next;

    /// <exception cref="StreamingException">The settings make no events, or too many.</exception>
    public Simulator(TopologyModel topology, SimulatorModel model)
    {
        this.model = model;
        var populations = model.Entities.ToDictionary(e => e.Name, e => new Population(e, model.Seed), StringComparer.Ordinal);
        own = populations[model.Events.Of];
        schedule = new Schedule(model.Events, own, model.Seed);
        factory = new EventFactory(model, populations, topology.Source.Time);
        draft = new Draft(factory.SlotCount);
        events = new EventWriter(factory.Fields);
        labels = topology.Labels is null ? null : new LabelWriter(topology, events);
        start = Timestamp.From(new DateTimeOffset(model.Start, TimeOnly.MinValue, TimeSpan.Zero));
        truth = new Truth(model, start, populations, factory);
        id = events.IndexOf(topology.Source.Id);
        key = events.IndexOf(topology.Source.Key);
        rng = new Rng(model.Seed, "events");
    }

    /// <summary>Events so far.</summary>
    public long Events => draft.Number;

    /// <summary>The next record.</summary>
    public SimulatedRecord Next()
    {
        while (next == schedule.Count)
            OpenDay();
        var time = Midnight.AddMicros(schedule[next].OfDay);
        if (waiting.Any && waiting.NextTime <= time)
            return waiting.Take(RowContent.Labels);
        return Event(time);
    }

    Timestamp Midnight => start.AddMicros(day * TimeSpan.MicrosecondsPerDay);

    void OpenDay()
    {
        day++;
        next = 0;
        schedule.Open(day);
        truth.Open(day, Midnight);
        rng = new Rng(model.Seed, "events", day);
    }

    SimulatedRecord Event(Timestamp time)
    {
        draft.Time = time;
        draft.Entity = schedule[next++].Entity;
        draft.Slots[factory.TimeSlot] = time.Micros;
        own.Of(draft.Entity).CopyTo(draft.Slots);
        foreach (var field in factory.Fields)
            field.Draw(draft, rng);
        var touched = truth.Apply(draft, rng);
        events.Write(draft);
        draft.Number++;
        if (labels is not null)
        {
            labels.Write(time.AddMicros(labels.Delay), touched);
            waiting.Add(time.AddMicros(labels.Delay), events.Text(id).Span, labels.Json.Written.Span, touched);
        }

        return new SimulatedRecord(RowContent.Events, time, events.Text(key), events.Json.Written, touched);
    }
}
