using System.Globalization;
using Streaming.Learning.Algorithms;
using Streaming.Topology.Model;

namespace Streaming.Learning.Training;

/// <summary>
/// How a model is grown. The same options on the same rows give the same model, byte for byte. What is null takes the
/// algorithm's own default; what an algorithm does not have must be null.
/// </summary>
public sealed record TrainerOptions
{
    /// <summary>With what.</summary>
    public Algorithm Algorithm { get; init; }

    /// <summary>Trees: of boosted ones each is grown to correct the ones before it.</summary>
    public int? Trees { get; init; }

    /// <summary>Most leaves a tree may have.</summary>
    public int? Leaves { get; init; }

    /// <summary>Share of a correction that is taken, above 0, at most 1.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Fewest training rows in a leaf.</summary>
    public int? MinRowsPerLeaf { get; init; }

    /// <summary>
    /// Into how many bins of about as many rows the values of a feature are sorted: a split lies between two of them. With few, what is
    /// rare is lost in
    /// the bins at the ends.
    /// </summary>
    public int? Bins { get; init; }

    /// <summary>How often the rows are gone through, by algorithms that grow no trees.</summary>
    public int? Rounds { get; init; }

    /// <summary>Weight of the squares of what is fitted (leaves, coefficients): the greater, the more cautious.</summary>
    public double? L2 { get; init; }

    /// <summary>Share of the rows that a tree sees, above 0, at most 1.</summary>
    public double? RowShare { get; init; }

    /// <summary>Share of the features that a tree sees, above 0, at most 1.</summary>
    public double? FeatureShare { get; init; }

    /// <summary>
    /// Weight of a positive row against a negative one while growing. What it does to the odds is taken out again
    /// afterwards, so that thresholds keep their meaning. With 1 rows count as they are: however rare the positives, trees
    /// rank them well so, and their probabilities are right. Null: both classes weigh the same in all (as many negatives as there are for
    /// each
    /// positive).
    /// </summary>
    public double? PositiveWeight { get; init; } = 1;

    /// <summary>Age at which a row weighs half of what the newest one does; null: age does not count.</summary>
    public TimeSpan? HalfLife { get; init; }

    /// <summary>The attribute whose groups and labels weights make independent of each other; null: none.</summary>
    public string? Reweigh { get; init; }

    /// <summary>How probabilities are put right on the last quarter of the time, which is not learnt from then; null: not.</summary>
    public CalibrationMethod? Calibration { get; init; }

    /// <summary>How late labels become known: what lies between the rows learnt from and those calibrated on.</summary>
    public TimeSpan LabelDelay { get; init; }

    /// <summary>Seed of everything random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>What the registry keeps of them, by published name (snake case): all that the algorithm has.</summary>
    public IReadOnlyDictionary<string, string> ToParameters()
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["algorithm"] = AlgorithmNames.Of(Algorithm) };
        foreach (var setting in GrowerTable.Of(Algorithm).Settings)
            parameters[setting.Kind.Name] = Text(setting.Kind.Get(this) ?? setting.Default);
        parameters["positive_weight"] = PositiveWeight is { } weight ? Text(weight) : "balanced";
        if (HalfLife is { } half)
            parameters["half_life_days"] = Text(half.TotalDays);
        if (Reweigh is { } attribute)
            parameters["reweigh"] = attribute;
        if (Calibration is { } calibration)
            parameters["calibration"] = calibration == CalibrationMethod.Isotonic ? "isotonic" : "platt";
        parameters["seed"] = Seed.ToString(CultureInfo.InvariantCulture);
        return parameters;

        static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>What is null takes the algorithm's default.</summary>
    internal TrainerOptions WithDefaults() =>
        GrowerTable
            .Of(Algorithm)
            .Settings.Aggregate(this, (options, s) => s.Kind.Get(options) is null ? s.Kind.With(options, s.Default) : options);

    /// <exception cref="LearningException">Names every option that is out of its range, or that the algorithm does not have.</exception>
    internal void Check()
    {
        var faults = new List<string>();
        var own = GrowerTable.Of(Algorithm).Settings.Select(s => s.Kind).ToHashSet();
        foreach (var kind in SettingKinds.All)
        {
            if (kind.Get(this) is not { } value)
                continue;
            if (!own.Contains(kind))
                faults.Add($"{AlgorithmNames.Of(Algorithm)} has no {kind.Words}");
            else if (!(value >= kind.Least && value <= kind.Most))
                faults.Add($"{kind.Words} must be {kind.Range}");
        }

        if (PositiveWeight is { } weight && !(weight > 0 && double.IsFinite(weight)))
            faults.Add("positive weight must be above 0");
        if (HalfLife is { } half && half <= TimeSpan.Zero)
            faults.Add("half-life must be above 0");
        if (faults.Count > 0)
            throw new LearningException($"Training options: {string.Join("; ", faults)}.");
    }
}
