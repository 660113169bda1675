namespace Streaming.Topology.Plan.Drawing;

/// <summary>The actors a stage's rows pass, by what the stage does.</summary>
static class StageActors
{
    public static IEnumerable<string> Of(StagePlan stage)
    {
        if (Rejects(stage))
            yield return "ValidationActor";
        if (stage.Features.Count > 0)
            yield return "FeatureActor";
        if (stage.Final)
            yield return "InferenceActor";
        yield return "AuditActor";
    }

    /// <summary>Takes outside bytes or checks for duplicates, so it may reject records.</summary>
    public static bool Rejects(StagePlan stage) => stage.DuplicatesWithin is not null || stage.Inputs.Any(i => i.Kind != InputKind.Channel);
}
