namespace Streaming.Events.Rows;

/// <summary>Why a record was rejected. Published names (kebab case) are a contract: never renamed, only added to.</summary>
public enum ReasonCode
{
    /// <summary>The record has no value.</summary>
    NullValue,

    /// <summary>The record has no key, and one is needed.</summary>
    NullKey,

    /// <summary>Key and value are larger than allowed.</summary>
    TooLarge,

    /// <summary>A text is not UTF-8.</summary>
    InvalidUtf8,

    /// <summary>It is not JSON.</summary>
    MalformedJson,

    /// <summary>JSON is nested deeper than allowed.</summary>
    TooDeep,

    /// <summary>It is JSON, and no object.</summary>
    NotAnObject,

    /// <summary>A field is there twice.</summary>
    DuplicateField,

    /// <summary>A declared field is missing.</summary>
    MissingField,

    /// <summary>A field is of another type than declared.</summary>
    WrongType,

    /// <summary>A number is infinite or none.</summary>
    NotFinite,

    /// <summary>A number is outside its declared range.</summary>
    OutOfRange,

    /// <summary>A text is longer than declared.</summary>
    TooLong,

    /// <summary>A text is none of those declared.</summary>
    NotAllowed,

    /// <summary>A text does not match its declared pattern.</summary>
    PatternMismatch,

    /// <summary>A field is not declared, and such are refused.</summary>
    UnknownField,

    /// <summary>A time cannot be read as one.</summary>
    InvalidTimestamp,

    /// <summary>Its event time lies further back than allowed.</summary>
    TooOld,

    /// <summary>Its event time lies further ahead than allowed.</summary>
    TooFarInFuture,

    /// <summary>The record's key is another than its field says.</summary>
    KeyMismatch,

    /// <summary>It lies in another partition than its key belongs to.</summary>
    WrongPartition,

    /// <summary>Its id was there before.</summary>
    DuplicateId,

    /// <summary>A declared rule does not hold.</summary>
    RuleViolated,

    /// <summary>A feature or the model throws on it, and not on others.</summary>
    Failed,
}
