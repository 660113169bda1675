namespace Streaming.Pipeline.Tests.Commit;

/// <summary>What happens to a process in one of its commits; every one of them ends the process.</summary>
public enum Fault
{
    /// <summary>The database is away: nothing is appended.</summary>
    AppendFails,

    /// <summary>Appended, and the answer is lost.</summary>
    AppendAnswerLost,

    /// <summary>Appended, and the process dies before it emits.</summary>
    DiesBetween,

    /// <summary>The transaction is aborted: nothing is emitted.</summary>
    EmitFails,

    /// <summary>Emitted, and the answer is lost.</summary>
    EmitAnswerLost,

    /// <summary>The partition is given back while the batch is on its way; the process goes on, and is not believed any more.</summary>
    Revoked,

    /// <summary>Sleeps before it appends, and wakes up when its successor has read where lineage ends.</summary>
    WakesAfterTailWasRead,

    /// <summary>Sleeps before it appends, and wakes up when its successor has committed.</summary>
    WakesAfterCommit,

    /// <summary>Sleeps between append and emission, and wakes up when its successor has committed.</summary>
    EmitsAfterCommit,
}
