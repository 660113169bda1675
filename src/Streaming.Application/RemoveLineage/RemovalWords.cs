using Streaming.Lineage.Retention;

namespace Streaming.Application.RemoveLineage;

static class RemovalWords
{
    public static string Of(RetentionStep step, string what) =>
        step switch
        {
            RetentionStep.Finish => $"Finishing an earlier removal from {what}.",
            RetentionStep.Check => $"Checking what goes of {what}.",
            RetentionStep.Record => $"Signing what goes of {what}.",
            RetentionStep.Archive => $"Archiving what goes of {what}.",
            _ => $"Deleting what goes of {what}.",
        };
}
