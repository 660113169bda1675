using Streaming.Topology.Faults;
using Streaming.Topology.Shapes;

namespace Streaming.Simulation.Config;

sealed record SimulatorConfig
{
    public int Seed { get; init; }
    public DateOnly Start { get; init; }
    public IReadOnlyList<Named<EntityConfig>> Entities { get; init; } = [];
    public EventsConfig? Events { get; init; }
    public IReadOnlyList<Named<ScenarioConfig>> Scenarios { get; init; } = [];

    public static readonly MapShape<SimulatorConfig> Shape = new SimulatorShape();

    sealed class SimulatorShape : MapShape<SimulatorConfig>
    {
        static readonly Key<int> SeedKey = Key.Optional(
            "seed",
            Scalars.Int(0, int.MaxValue),
            "1",
            "The same seed gives the same bytes, on every machine."
        );
        static readonly Key<DateOnly> StartKey = Key.Required("start", Scalars.Date, "First day of the simulation.");
        static readonly Key<IReadOnlyList<Named<EntityConfig>>> EntitiesKey = Key.Required(
            "entities",
            new DictionaryShape<EntityConfig>(Scalars.Name, EntityConfig.Shape, 20),
            "Who and what events are about."
        );
        static readonly Key<EventsConfig> EventsKey = Key.Required(
            "events",
            EventsConfig.Shape,
            "How often events come, and with what values."
        );
        static readonly Key<IReadOnlyList<Named<ScenarioConfig>>> ScenariosKey = Key.Optional(
            "scenarios",
            new DictionaryShape<ScenarioConfig>(Scalars.Name, ScenarioConfig.Shape, 100),
            "What makes an event's label true, in order."
        );

        public override string Title => "simulator.yaml";

        public override IReadOnlyList<Key> Keys { get; } = [SeedKey, StartKey, EntitiesKey, EventsKey, ScenariosKey];

        protected override SimulatorConfig Build(MapReader keys) =>
            new()
            {
                Seed = keys.Value(SeedKey),
                Start = keys.Get(StartKey)?.Value ?? default,
                Entities = keys.Value(EntitiesKey) ?? [],
                Events = keys.Get(EventsKey)?.Value,
                Scenarios = keys.Value(ScenariosKey) ?? [],
            };
    }
}
