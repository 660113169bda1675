namespace Streaming.Events.Rows;

/// <summary>Why a record was rejected. Published names (kebab case) are a contract: never renamed, only added to.</summary>
public enum ReasonCode
{
    NullValue,
    NullKey,
    TooLarge,
    InvalidUtf8,
    MalformedJson,
    TooDeep,
    NotAnObject,
    DuplicateField,
    MissingField,
    WrongType,
    NotFinite,
    OutOfRange,
    TooLong,
    NotAllowed,
    PatternMismatch,
    UnknownField,
    InvalidTimestamp,
    TooOld,
    TooFarInFuture,
    KeyMismatch,
    WrongPartition,
    DuplicateId,
    RuleViolated,

    /// <summary>A feature or the model throws on it, and not on others.</summary>
    Failed,
}
