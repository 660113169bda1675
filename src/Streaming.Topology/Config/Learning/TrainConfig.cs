using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Learning;

/// <summary>How a new version is trained, and where the file says how far back that looks.</summary>
sealed record TrainConfig(TrainingModel Model, Located<TimeSpan>? Last)
{
    /// <summary>Where it names the attribute to reweigh by.</summary>
    public Located<string>? Reweigh { get; init; }

    public static readonly MapShape<TrainConfig> Shape = new TrainShape();

    sealed class TrainShape : MapShape<TrainConfig>
    {
        static readonly Key<Algorithm> AlgorithmKey = Key.Optional(
            "algorithm",
            Scalars.OneOf(AlgorithmNames.All.Select(name => (name, AlgorithmNames.Find(name)!.Value))),
            AlgorithmNames.Of(default),
            "What the model is grown with."
        );
        static readonly Key<TimeSpan> LastKey = Key.Optional(
            "last",
            Scalars.Duration,
            "The newest so much of event time is taken, for learning and for judging. Without it, all there is."
        );
        static readonly Key<int> SearchKey = Key.Optional(
            "search",
            Scalars.Int(0, 10_000),
            "0",
            "Trials of a search for the algorithm's settings; 0 takes its defaults."
        );
        static readonly Key<CalibrationMethod> CalibrateKey = Key.Optional(
            "calibrate",
            Scalars.OneOf<CalibrationMethod>(),
            "How probabilities are put right on rows that were not learnt from. Without it, they are not."
        );

        static readonly Key<string> ReweighKey = Key.Optional(
            "reweigh",
            Scalars.Name,
            "An attribute of `fairness.groups`: rows weigh so much that group and label are independent of each other. Without it, they "
                + "weigh alike."
        );

        public override string Title => "learning.train";

        public override IReadOnlyList<Key> Keys { get; } = [AlgorithmKey, LastKey, SearchKey, CalibrateKey, ReweighKey];

        protected override TrainConfig Build(MapReader keys)
        {
            var last = keys.Get(LastKey);
            var reweigh = keys.Get(ReweighKey);
            var model = new TrainingModel
            {
                Algorithm = keys.Value(AlgorithmKey),
                Last = last?.Value,
                Search = keys.Value(SearchKey),
                Calibrate = keys.Get(CalibrateKey)?.Value,
                Reweigh = reweigh?.Value,
            };
            return new TrainConfig(model, last) { Reweigh = reweigh };
        }
    }
}
