using System.Text.Json.Serialization;

namespace Streaming.Lifecycle;

/// <summary>A part of a run that takes its time: each is a job.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LearningStep>))]
public enum LearningStep
{
    /// <summary>A new version is trained.</summary>
    Train,

    /// <summary>It is held against the one in use, on rows that it was not trained on.</summary>
    Judge,

    /// <summary>It scores live rows, as a shadow and then as a canary.</summary>
    RollOut,

    /// <summary>It goes on as a canary until a person has decided.</summary>
    Approve,

    /// <summary>It is the champion, and held against the one before it.</summary>
    Watch,
}

/// <summary>What came of a step.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StepOutcome>))]
public enum StepOutcome
{
    /// <summary>The next one may begin.</summary>
    Done,

    /// <summary>It was shown to be better, and a person has the last word.</summary>
    Awaits,

    /// <summary>The version is not good enough.</summary>
    Rejected,

    /// <summary>The version decided, and that was taken back.</summary>
    RolledBack,

    /// <summary>It could not be done.</summary>
    Failed,
}
