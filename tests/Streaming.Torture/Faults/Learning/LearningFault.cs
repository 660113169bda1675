using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Learning;

/// <summary>A way to hurt those who renew the model.</summary>
abstract class LearningFault(string name) : Fault(name)
{
    public override bool OfLearning => true;

    public override string? WhyNot(TortureOptions options) => options.Learning ? null : "nobody renews the model: add --learning";

    public override Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop) =>
        StrikeAsync(scene, scene.Learning!, random, stop);

    /// <inheritdoc cref="Fault.StrikeAsync"/>
    protected abstract Task<string?> StrikeAsync(TortureScene scene, LearningFleet fleet, Random random, CancellationToken stop);
}
