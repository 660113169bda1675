using Streaming.Learning.Algorithms;
using Streaming.Learning.Training;
using Streaming.Topology.Model;

namespace Streaming.Learning.Search;

/// <summary>
/// Draws settings: at random (Bergstra and Bengio, Random Search for Hyper-Parameter Optimization, 2012), or near others that did well.
/// What
/// somebody has set stays as it is.
/// </summary>
sealed class SearchSpace(TrainerOptions options, Random random)
{
    /// <summary>How far a neighbour lies, as a share of a range.</summary>
    const double Step = 0.15;

    readonly Setting[] _free =
    [
        .. GrowerTable.Of(options.Algorithm).Settings.Where(s => s.Range is not null && s.Kind.Get(options) is null),
    ];

    /// <summary>What is searched.</summary>
    internal IReadOnlyDictionary<string, double> Named(TrainerOptions drawn) =>
        _free.ToDictionary(s => s.Kind.Name, s => s.Kind.Get(drawn)!.Value, StringComparer.Ordinal);

    internal TrainerOptions Defaults() => options.WithDefaults();

    internal TrainerOptions Anywhere() => Draw(_ => random.NextDouble());

    internal TrainerOptions Near(TrainerOptions other) =>
        Draw(setting => Math.Clamp(setting.Range!.Place(setting.Kind.Get(other)!.Value) + Step * Normal(), 0, 1));

    TrainerOptions Draw(Func<Setting, double> place) =>
        _free
            .Aggregate(options, (drawn, setting) =>
            {
                var value = setting.Range!.At(place(setting));
                // Three figures: nothing is told apart by more, and people can write them.
                value = setting.Kind.Whole ? Math.Round(value) : double.Parse(value.ToString("G3", Invariant), Invariant);
                return setting.Kind.With(drawn, value);
            })
            .WithDefaults();

    double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    static System.Globalization.CultureInfo Invariant => System.Globalization.CultureInfo.InvariantCulture;
}
