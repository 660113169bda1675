using Streaming.Drift.Specs;

namespace Streaming.Drift.Evidence;

/// <summary>What all e-detectors are told: how rarely to be wrong, and what to look for.</summary>
/// <param name="Alarm">Average run length to a false alarm, in values: at least that.</param>
/// <param name="Warning">The same of warnings.</param>
/// <param name="Direction">Which changes matter.</param>
/// <param name="Cusum">The greatest start counts instead of the sum over all of them.</param>
readonly record struct Run(double Alarm, double Warning, Direction Direction, bool Cusum)
{
    public static IReadOnlyList<DetectorParameter> Parameters { get; } =
    [
        new NumberParameter("arl", "average run length to a false alarm, in values, at least", "100000", 2, 1e12),
        new NumberParameter("warning-arl", "the same of warnings", "1000", 1, 1e12),
        new ChoiceParameter("direction", "which changes of the mean matter", "both", "up", "down"),
        new ChoiceParameter("method", "sum over all possible starts of the change (Shiryaev-Roberts), or the greatest", "sr", "cusum"),
    ];

    public static Run Of(DetectorSpec spec) =>
        new(
            spec.Number("arl"),
            spec.Number("warning-arl"),
            spec.Text("direction") switch
            {
                "up" => Direction.Up,
                "down" => Direction.Down,
                _ => Direction.Both,
            },
            spec.Text("method") == "cusum"
        );
}
