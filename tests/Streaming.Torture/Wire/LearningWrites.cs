namespace Streaming.Torture.Wire;

/// <summary>What is written about learning, told from the text of a statement: each kind of history has a schema of its own.</summary>
static class LearningWrites
{
    /// <summary>Statements are no longer than this, unless they are of something else.</summary>
    const int Longest = 16 * 1024;

    /// <summary>The kind of history that a statement is about; null: none.</summary>
    public static WirePoint? Of(ReadOnlySpan<byte> statement) =>
        statement.Length > Longest ? null
        : statement.IndexOf("streaming_learning.mt_"u8) >= 0 ? WirePoint.RunRecorded
        : statement.IndexOf("streaming_jobs.mt_"u8) >= 0 ? WirePoint.JobRecorded
        : statement.IndexOf("streaming_goals.mt_"u8) >= 0 ? WirePoint.GoalRecorded
        : statement.IndexOf("streaming.mt_"u8) >= 0 ? WirePoint.ModelRecorded
        : null;

    /// <summary>Whether a statement stores a message.</summary>
    public static bool Tells(ReadOnlySpan<byte> statement) => statement.IndexOf("insert into streaming_learning.messages"u8) >= 0;
}
