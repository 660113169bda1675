using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Guarding;

/// <summary>What the file says of outliers, before decisions are looked up.</summary>
sealed record OutlierConfig
{
    public Located<MostOf>? Rate { get; init; }
    public Located<string>? To { get; init; }

    public static readonly MapShape<OutlierConfig> Shape = new OutlierShape();

    sealed class OutlierShape : MapShape<OutlierConfig>
    {
        static readonly Key<MostOf> RateKey = Key.Required(
            "rate",
            MostText.Shape,
            "The rate of false alarms: of rows like those that the version was trained on, at most this share is stopped, such as 0.1%."
        );
        static readonly Key<string> ToKey = Key.Required("to", Scalars.Name, "The decision about a row that is unlike them.");

        public override string Title => "guards.<name>.outlier";

        public override IReadOnlyList<Key> Keys { get; } = [RateKey, ToKey];

        protected override OutlierConfig Build(MapReader keys) => new() { Rate = keys.Get(RateKey), To = keys.Get(ToKey) };
    }
}
