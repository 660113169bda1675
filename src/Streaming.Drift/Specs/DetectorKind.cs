namespace Streaming.Drift.Specs;

/// <summary>A kind of detectors.</summary>
/// <param name="Name">As in a specification.</param>
/// <param name="Meaning">What it does, in a sentence.</param>
/// <param name="Source">Who described it.</param>
/// <param name="Parameters">Which parameters it has.</param>
public sealed record DetectorKind(string Name, string Meaning, string Source, IReadOnlyList<DetectorParameter> Parameters)
{
    /// <summary>Makes one.</summary>
    internal Func<DetectorSpec, DriftDetector> Make { get; init; } = _ => throw new NotSupportedException();

    /// <summary>What is wrong with parameters that are each allowed alone; null: nothing.</summary>
    internal Func<DetectorSpec, string?> Check { get; init; } = _ => null;
}
