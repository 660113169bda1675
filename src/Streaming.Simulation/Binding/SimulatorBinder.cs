using Streaming.Simulation.Config;
using Streaming.Simulation.Model;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;

namespace Streaming.Simulation.Binding;

/// <summary>What <c>simulator.yaml</c> says to what it means for its topology.</summary>
static class SimulatorBinder
{
    /// <returns>The model; it may be used only if the log has no faults.</returns>
    public static SimulatorModel? Bind(SimulatorConfig config, TopologyModel topology, Place root, FaultLog log)
    {
        var entities = EntityBinder.Bind(config.Entities, log);
        if (config.Events is null)
            return null;
        var binder = new EventsBinder(topology, entities, log);
        if (binder.Bind(config.Events) is not { } events)
            return null;
        CheckLabels(topology, events, root, log);
        var scenarios = new ScenarioBinder(events, entities, binder.Numbers, log);
        return new SimulatorModel
        {
            Seed = (ulong)config.Seed,
            Start = config.Start,
            Entities = entities,
            Events = events,
            Scenarios = [.. config.Scenarios.Select(scenarios.Bind)],
        };
    }

    /// <summary>A label is made of what is known of its event, so each further field of it must be one of the event's.</summary>
    static void CheckLabels(TopologyModel topology, EventsModel events, Place root, FaultLog log)
    {
        if (topology.Labels is not { } labels)
            return;
        string[] made = [labels.Id, labels.Time, labels.Known, labels.Target];
        foreach (var field in labels.Fields.Where(f => !f.Optional && !made.Contains(f.Name, StringComparer.Ordinal)))
        {
            if (!events.Fields.Any(f => f.Field.Name == field.Name && f.Field.Type == field.Type))
            {
                log.Report(
                    root,
                    $"labels have a field '{field.Name}' that events do not have with that type",
                    "Simulated labels take their fields from the event: declare it in both, or optional in the labels."
                );
            }
        }
    }
}
