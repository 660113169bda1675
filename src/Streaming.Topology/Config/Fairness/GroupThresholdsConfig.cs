using Streaming.Topology.Faults;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Fairness;

/// <summary>That decisions may go by group, by which attribute, and why that is right.</summary>
sealed record GroupThresholdsConfig(Located<string>? By, string? Because)
{
    public static readonly MapShape<GroupThresholdsConfig> Shape = new GroupThresholdsShape();

    sealed class GroupThresholdsShape : MapShape<GroupThresholdsConfig>
    {
        static readonly Key<string> ByKey = Key.Required("by", Scalars.Name, "An attribute of `groups`.");
        static readonly Key<string> BecauseKey = Key.Required(
            "because",
            Scalars.AnyText,
            "Why groups may have thresholds of their own: the law or the rule that allows it, and who decided so."
        );

        public override string Title => "fairness.thresholds";

        public override IReadOnlyList<Key> Keys { get; } = [ByKey, BecauseKey];

        protected override GroupThresholdsConfig Build(MapReader keys)
        {
            var because = keys.Get(BecauseKey);
            if (because is { } said && string.IsNullOrWhiteSpace(said.Value))
                keys.Log.Report(said.Place, "nothing says why", "Write the law or the rule that allows it, and who decided so.");
            return new GroupThresholdsConfig(keys.Get(ByKey), because?.Value);
        }
    }
}
