using Streaming.Lineage.Retention;

namespace Streaming.Application.RemoveLineage;

static class RemovalWords
{
    public static string Of(RetentionStep step, string what) =>
        step switch
        {
            RetentionStep.Finish => $"Finishing an earlier removal from {what}.",
            RetentionStep.Check => $"Checking what is removed from {what}.",
            RetentionStep.Record => $"Signing what is removed from {what}.",
            RetentionStep.Archive => $"Archiving what is removed from {what}.",
            _ => $"Deleting what is removed from {what}.",
        };
}
