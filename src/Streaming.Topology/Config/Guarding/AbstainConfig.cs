using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Guarding;

/// <summary>What the file says of abstention, before decisions are looked up.</summary>
sealed record AbstainConfig
{
    public Located<MostOf>? Error { get; init; }
    public Located<string>? To { get; init; }

    public static readonly MapShape<AbstainConfig> Shape = new AbstainShape();

    sealed class AbstainShape : MapShape<AbstainConfig>
    {
        static readonly Key<MostOf> ErrorKey = Key.Required(
            "error",
            MostText.Shape,
            "The error rate: of the rows of either label, at most this share gets the wrong answer, such as 5%."
        );
        static readonly Key<string> ToKey = Key.Required(
            "to",
            Scalars.Name,
            "The decision in place of an answer that cannot be given within the error rate."
        );

        public override string Title => "guards.<name>.abstain";

        public override IReadOnlyList<Key> Keys { get; } = [ErrorKey, ToKey];

        protected override AbstainConfig Build(MapReader keys) => new() { Error = keys.Get(ErrorKey), To = keys.Get(ToKey) };
    }
}
