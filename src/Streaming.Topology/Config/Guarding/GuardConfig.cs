using Streaming.Topology.Faults;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Guarding;

/// <summary>What the file says of a guard. Each kind is a key; a guard is of one.</summary>
sealed record GuardConfig
{
    const int MostGuards = 100;

    public Located<LimitConfig>? Limit { get; init; }

    public static readonly Shape<IReadOnlyList<Named<GuardConfig>>> Guards = new DictionaryShape<GuardConfig>(
        Scalars.Name,
        new GuardShape(),
        MostGuards
    );

    sealed class GuardShape : MapShape<GuardConfig>
    {
        static readonly Key<LimitConfig> LimitKey = Key.Required(
            "limit",
            LimitConfig.Shape,
            "How often a decision may be made: a burst of them trips the guard."
        );

        public override string Title => "guards.<name>";

        public override IReadOnlyList<Key> Keys { get; } = [LimitKey];

        protected override GuardConfig Build(MapReader keys) => new() { Limit = keys.Get(LimitKey) };
    }
}
