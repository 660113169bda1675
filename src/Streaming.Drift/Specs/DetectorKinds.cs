using Streaming.Drift.Classic;
using Streaming.Drift.Evidence;

namespace Streaming.Drift.Specs;

/// <summary>All kinds of detectors.</summary>
public static class DetectorKinds
{
    /// <summary>The one to take where nothing else is asked for: its rate of false alarms is stated, whatever the values are
    /// like.</summary>
    public static DetectorKind Default => BoundedEDetector.Bounded;

    /// <summary>Those with a stated rate of false alarms first.</summary>
    public static IReadOnlyList<DetectorKind> All { get; } =
    [
        BoundedEDetector.Bounded,
        BoundedEDetector.Bernoulli,
        GaussianEDetector.Gaussian,
        AdwinDetector.Adwin,
        PageHinkleyDetector.PageHinkley,
        DdmDetector.Ddm,
        EddmDetector.Eddm,
        KswinDetector.Kswin,
    ];
}
