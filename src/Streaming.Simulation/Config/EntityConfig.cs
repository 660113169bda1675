using Streaming.Topology.Faults;
using Streaming.Topology.Shapes;

namespace Streaming.Simulation.Config;

sealed record EntityConfig
{
    public int Count { get; init; }
    public string Prefix { get; init; } = "";
    public IReadOnlyList<Named<DrawConfig>> Parameters { get; init; } = [];
    public NearConfig? Near { get; init; }

    public static readonly MapShape<EntityConfig> Shape = new EntityShape();

    sealed class EntityShape : MapShape<EntityConfig>
    {
        static readonly Key<int> CountKey = Key.Required("count", Scalars.Int(1, 1_000_000), "How many there are.");
        static readonly Key<string> PrefixKey = Key.Optional("prefix", Scalars.Name, "Stands before the number in ids.");
        static readonly Key<IReadOnlyList<Named<DrawConfig>>> ParametersKey = Key.Optional(
            "parameters",
            new DictionaryShape<DrawConfig>(Scalars.Name, DrawConfig.Shape, 100),
            "Latent numbers of each one, drawn once."
        );
        static readonly Key<NearConfig> NearKey = Key.Optional("near", NearConfig.Shape, "Which of another kind each has to do with.");

        public override string Title => "entities.<name>";

        public override IReadOnlyList<Key> Keys { get; } = [CountKey, PrefixKey, ParametersKey, NearKey];

        protected override EntityConfig Build(MapReader keys) =>
            new()
            {
                Count = keys.Get(CountKey)?.Value ?? 1,
                Prefix = keys.Get(PrefixKey)?.Value ?? "",
                Parameters = keys.Value(ParametersKey) ?? [],
                Near = keys.Get(NearKey)?.Value,
            };
    }
}

sealed record NearConfig(Located<string>? Entity, IReadOnlyList<Located<string>>? By, Located<double>? Within)
{
    public static readonly MapShape<NearConfig> Shape = new NearShape();

    sealed class NearShape : MapShape<NearConfig>
    {
        static readonly Key<string> EntityKey = Key.Required("entity", Scalars.Name, "The other kind.");
        static readonly Key<IReadOnlyList<Located<string>>> ByKey = Key.Required(
            "by",
            new ListShape<string>(Scalars.Name, 2, 2),
            "Two parameters that both kinds have: the place."
        );
        static readonly Key<double> WithinKey = Key.Required(
            "within",
            Scalars.Number,
            "Longest distance; where none is as near, the nearest one counts."
        );

        public override string Title => "entities.<name>.near";

        public override IReadOnlyList<Key> Keys { get; } = [EntityKey, ByKey, WithinKey];

        protected override NearConfig Build(MapReader keys) => new(keys.Get(EntityKey), keys.Get(ByKey)?.Value, keys.Get(WithinKey));
    }
}
