using Streaming.Topology.Config.Explaining;
using Streaming.Topology.Config.Fairness;
using Streaming.Topology.Config.Guarding;
using Streaming.Topology.Config.Learning;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config;

/// <summary>What the file says, key by key, before names and expressions are looked at. Null: absent or faulty.</summary>
sealed record TopologyConfig
{
    public Located<string>? Name { get; init; }
    public int Version { get; init; }
    public Located<SourceConfig>? Source { get; init; }
    public Located<LabelsConfig>? Labels { get; init; }
    public required ValidateConfig Validate { get; init; }
    public IReadOnlyList<Named<FeatureConfig>> Features { get; init; } = [];
    public Located<ScoreConfig>? Score { get; init; }
    public IReadOnlyList<Named<GuardConfig>> Guards { get; init; } = [];
    public Located<ExplainConfig>? Explain { get; init; }
    public Located<FairnessConfig>? Fairness { get; init; }
    public required OutputConfig Output { get; init; }
    public required LineageModel Lineage { get; init; }
    public required OrderModel Order { get; init; }
    public OversightConfig? Oversight { get; init; }
    public Located<LearningConfig>? Learning { get; init; }
    public IReadOnlyList<Named<TestModel>> Tests { get; init; } = [];

    /// <summary>The key of what guards declare.</summary>
    public const string GuardsName = "guards";

    /// <summary>The key of what is said of groups.</summary>
    public const string FairnessName = "fairness";

    /// <summary>The keys whose lines are no part of the recorded text: of <see cref="FairnessName"/> where no guard goes by its
    /// groups.</summary>
    public static readonly IReadOnlyList<string> Unrecorded = ["oversight", FairnessName, "learning", "tests"];

    public static readonly MapShape<TopologyConfig> Shape = new TopologyShape();

    sealed class TopologyShape : MapShape<TopologyConfig>
    {
        static readonly Key<string> Topology = Key.Required(
            "topology",
            Scalars.Name,
            "Name of the topology; its consumer groups and internal topics begin with it."
        );
        static readonly Key<int> VersionKey = Key.Optional(
            "version",
            Scalars.Int(1, 1_000_000),
            "1",
            "Version of this file, recorded in the lineage."
        );
        static readonly Key<SourceConfig> SourceKey = Key.Required(
            "source",
            SourceConfig.Shape,
            "The topic events come from, and their fields."
        );
        static readonly Key<LabelsConfig> LabelsKey = Key.Optional("labels", LabelsConfig.Shape, "The topic the truth comes from, later.");
        static readonly Key<ValidateConfig> ValidateKey = Key.Optional(
            "validate",
            ValidateConfig.Shape,
            "What is accepted beyond the fields' own types and bounds."
        );
        static readonly Key<IReadOnlyList<Named<FeatureConfig>>> FeaturesKey = Key.Required(
            "features",
            FeatureConfig.Features,
            "The model's inputs, in order."
        );
        static readonly Key<ScoreConfig> ScoreKey = Key.Required(
            "score",
            ScoreConfig.Shape,
            "How an event is scored, and what is decided."
        );
        static readonly Key<IReadOnlyList<Named<GuardConfig>>> GuardsKey = Key.Optional(
            GuardsName,
            GuardConfig.Guards,
            "What may put another decision in place of the one that a score leads to, in this order; a row that one has changed is not "
                + "changed again."
        );
        static readonly Key<ExplainConfig> ExplainKey = Key.Optional(
            "explain",
            ExplainConfig.Shape,
            "Which decisions are recorded with an explanation, and how explanations speak to people."
        );
        static readonly Key<OutputConfig> OutputKey = Key.Optional("output", OutputConfig.Shape, "Where results go.");
        static readonly Key<LineageModel> LineageKey = Key.Optional("lineage", LineageConfig.Shape, "What is kept for the record.");
        static readonly Key<OrderModel> OrderKey = Key.Optional(
            "order",
            OrderConfig.Shape,
            "How rows of several inputs come into event-time order."
        );

        static readonly Key<OversightConfig> OversightKey = Key.Optional(
            "oversight",
            OversightConfig.Shape,
            "How people overrule decisions, and answer those who contest one. It is no part of the topology: lineage does not record it, "
                + "and changing it needs no new version."
        );

        static readonly Key<FairnessConfig> FairnessKey = Key.Optional(
            FairnessName,
            FairnessConfig.Shape,
            "Groups of people that decisions are held against each other for. It is no part of the topology: lineage does not record it, "
                + "and changing it needs no new version."
        );

        static readonly Key<LearningConfig> LearningKey = Key.Optional(
            "learning",
            LearningConfig.Shape,
            "How the model is renewed. It is no part of the topology: lineage does not record it, and changing it needs no new version."
        );

        static readonly Key<IReadOnlyList<Named<TestModel>>> TestsKey = Key.Optional(
            "tests",
            TestConfig.Tests,
            "Examples that are run as tests. They are no part of the topology: lineage does not record them, and changing "
                + "them needs no new version."
        );

        public override string Title => "topology.yaml";

        public override IReadOnlyList<Key> Keys { get; } =
        [
            Topology,
            VersionKey,
            SourceKey,
            LabelsKey,
            ValidateKey,
            FeaturesKey,
            ScoreKey,
            GuardsKey,
            ExplainKey,
            OutputKey,
            LineageKey,
            OrderKey,
            OversightKey,
            FairnessKey,
            LearningKey,
            TestsKey,
        ];

        protected override TopologyConfig Build(MapReader keys) =>
            new()
            {
                Name = keys.Get(Topology),
                Version = keys.Value(VersionKey),
                Source = keys.Get(SourceKey),
                Labels = keys.Get(LabelsKey),
                Validate = keys.Value(ValidateKey) ?? new ValidateConfig(),
                Features = keys.Value(FeaturesKey) ?? [],
                Score = keys.Get(ScoreKey),
                Guards = keys.Value(GuardsKey) ?? [],
                Explain = keys.Get(ExplainKey),
                Output = keys.Value(OutputKey) ?? new OutputConfig(null, null),
                Lineage = keys.Value(LineageKey) ?? new LineageModel(null, KeepRaw.Rejected),
                Order = keys.Value(OrderKey) ?? new OrderModel(),
                Oversight = keys.Value(OversightKey),
                Fairness = keys.Get(FairnessKey),
                Learning = keys.Get(LearningKey),
                Tests = keys.Value(TestsKey) ?? [],
            };
    }
}
