using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Learning;

/// <summary>What the file says of learning, with the places of what other keys have to agree with.</summary>
/// <param name="Model">The policy.</param>
/// <param name="Last">Where it says how far back training looks.</param>
/// <param name="Goals">What is wanted.</param>
sealed record LearningConfig(LearningModel Model, Located<TimeSpan>? Last, GoalsConfig? Goals)
{
    /// <summary>Where it wants something of groups.</summary>
    public Located<IReadOnlyList<FairnessBound>>? FairnessGates { get; init; }

    /// <summary>Where it names the attribute to reweigh by.</summary>
    public Located<string>? Reweigh { get; init; }

    public static readonly MapShape<LearningConfig> Shape = new LearningShape();

    sealed class LearningShape : MapShape<LearningConfig>
    {
        static readonly Key<RetrainModel> RetrainKey = Key.Optional(
            "retrain",
            RetrainConfig.Shape,
            "What begins a run; a person always may."
        );
        static readonly Key<TrainConfig> TrainKey = Key.Optional("train", TrainConfig.Shape, "How a new version is trained.");
        static readonly Key<GatesConfig> GatesKey = Key.Optional(
            "gates",
            GatesConfig.Shape,
            "What has to hold before a new version is tried on live rows, beside the one in use and on the same rows."
        );
        static readonly Key<RolloutModel> RolloutKey = Key.Optional("rollout", RolloutConfig.Shape, "How a new version comes to decide.");
        static readonly Key<Approval> ApprovalKey = Key.Optional(
            "approval",
            Scalars.OneOf<Approval>(),
            "automatic",
            "Who has the last word: what the canary showed, or a person, who promotes the version or rejects it."
        );
        static readonly Key<DriftModel> DriftKey = Key.Optional(
            "drift",
            DriftConfig.Shape,
            "How features and scores are watched for changes."
        );
        static readonly Key<RiskModel> RiskKey = Key.Optional(
            "risk",
            RiskConfig.Shape,
            "When labels tell that the version in use got worse."
        );
        static readonly Key<GoalsConfig> GoalsKey = Key.Optional(
            "goals",
            GoalsConfig.Shape,
            "What is wanted of the scores, and what may be done for it without a person."
        );

        public override string Title => "learning";

        public override IReadOnlyList<Key> Keys { get; } =
        [RetrainKey, TrainKey, GatesKey, RolloutKey, ApprovalKey, DriftKey, RiskKey, GoalsKey];

        protected override LearningConfig Build(MapReader keys)
        {
            var train = keys.Value(TrainKey);
            var gates = keys.Value(GatesKey);
            var goals = keys.Value(GoalsKey);
            var model = new LearningModel
            {
                Retrain = keys.Value(RetrainKey) ?? new RetrainModel(),
                Train = train?.Model ?? new TrainingModel(),
                Gates = gates?.Model ?? new GatesModel(),
                Rollout = keys.Value(RolloutKey) ?? new RolloutModel(),
                Approval = keys.Value(ApprovalKey),
                Drift = keys.Value(DriftKey) ?? new DriftModel(),
                Risk = keys.Value(RiskKey) ?? new RiskModel(),
                Goals = goals?.Model,
            };
            return new LearningConfig(model, train?.Last, goals) { FairnessGates = gates?.Fairness, Reweigh = train?.Reweigh };
        }
    }
}
