using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config;

/// <summary>A feature as written: an expression, a ratio, or an aggregate over a window.</summary>
sealed record FeatureConfig
{
    const int MostFeatures = 1000;

    public required Place Place { get; init; }
    public Located<string>? Expression { get; init; }
    public IReadOnlyList<Located<string>>? Ratio { get; init; }

    /// <summary>The aggregates written; one is right.</summary>
    public IReadOnlyList<(Aggregate Aggregate, Located<string> Of)> Aggregates { get; init; } = [];

    /// <summary>An aggregate key was there, though its value may be faulty.</summary>
    public bool SaysWhat { get; init; }
    public Located<string>? Per { get; init; }
    public Located<TimeSpan>? Over { get; init; }
    public Located<TimeSpan>? Delay { get; init; }
    public Located<TimeSpan>? Pane { get; init; }
    public Located<double>? Empty { get; init; }

    static readonly Shape<FeatureConfig> Shape = new EitherShape<string, FeatureConfig>(
        Scalars.Expression,
        text => new FeatureConfig { Place = text.Place, Expression = text },
        new FeatureShape()
    );

    public static readonly Shape<IReadOnlyList<Named<FeatureConfig>>> Features = new DictionaryShape<FeatureConfig>(
        Scalars.Name,
        Shape,
        MostFeatures,
        "^[A-Za-z{][A-Za-z0-9_{}-]*$",
        FeatureTemplate.Expand
    );

    sealed class FeatureShape : MapShape<FeatureConfig>
    {
        static readonly Key<string> CountKey = Key.Optional("count", Scalars.AnyText, "Number of rows: \"*\", or labels.* for labels.");
        static readonly Key<string> SumKey = Key.Optional("sum", Scalars.Expression, "Sum of an expression.");
        static readonly Key<string> MeanKey = Key.Optional("mean", Scalars.Expression, "Mean of an expression.");
        static readonly Key<string> MinKey = Key.Optional("min", Scalars.Expression, "Smallest value of an expression.");
        static readonly Key<string> MaxKey = Key.Optional("max", Scalars.Expression, "Largest value of an expression.");
        static readonly Key<string> StddevKey = Key.Optional("stddev", Scalars.Expression, "Sample standard deviation of an expression.");
        static readonly Key<string> DistinctKey = Key.Optional(
            "distinct",
            Scalars.Expression,
            "Number of distinct values of an expression."
        );
        static readonly Key<string> SinceLastKey = Key.Optional("since_last", Scalars.True, "Seconds since the key's previous event.");
        static readonly Key<IReadOnlyList<Located<string>>> RatioKey = Key.Optional(
            "ratio",
            new ListShape<string>(Scalars.Expression, 2, 2),
            "Quotient of two features: [A, B]."
        );
        static readonly Key<string> PerKey = Key.Optional("per", Scalars.FieldName, "Field whose value the rows of the window share.");
        static readonly Key<TimeSpan> OverKey = Key.Optional("over", Scalars.Duration.OrTemplate(), "Length of the window.");
        static readonly Key<TimeSpan> DelayKey = Key.Optional(
            "delay",
            Scalars.Duration.OrTemplate(),
            "0s",
            "The window ends this long before the event."
        );
        static readonly Key<TimeSpan> PaneKey = Key.Optional(
            "pane",
            Scalars.Duration.OrTemplate(),
            "Coarseness that makes the window cheaper; without it the window is exact."
        );
        static readonly Key<double> EmptyKey = Key.Optional(
            "empty",
            Scalars.Number.OrTemplate(),
            "Value where the window is empty, instead of missing (0 for counts and sums)."
        );

        static readonly (Key<string> Key, Aggregate Aggregate)[] What =
        [
            (CountKey, Aggregate.Count),
            (SumKey, Aggregate.Sum),
            (MeanKey, Aggregate.Mean),
            (MinKey, Aggregate.Min),
            (MaxKey, Aggregate.Max),
            (StddevKey, Aggregate.Stddev),
            (DistinctKey, Aggregate.Distinct),
            (SinceLastKey, Aggregate.SinceLast),
        ];

        public override string Title => "features.<name>";

        public override IReadOnlyList<Key> Keys { get; } =
        [FeatureTemplate.ForKey, .. What.Select(w => w.Key), RatioKey, PerKey, OverKey, DelayKey, PaneKey, EmptyKey];

        protected override FeatureConfig Build(MapReader keys) =>
            new()
            {
                Place = keys.Place,
                Ratio = keys.Value(RatioKey),
                Aggregates =
                [
                    .. What.Where(w => keys.Has(w.Key))
                        .Select(w => (w.Aggregate, Of: keys.Get(w.Key)))
                        .Where(w => w.Of is not null)
                        .Select(w => (w.Aggregate, w.Of!.Value)),
                ],
                SaysWhat = keys.Has(RatioKey) || What.Any(w => keys.Has(w.Key)),
                Per = keys.Get(PerKey),
                Over = keys.Get(OverKey),
                Delay = keys.Get(DelayKey),
                Pane = keys.Get(PaneKey),
                Empty = keys.Get(EmptyKey),
            };
    }
}
