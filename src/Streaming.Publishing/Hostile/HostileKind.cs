namespace Streaming.Publishing.Hostile;

/// <summary>What is wrong with a hostile record.</summary>
public enum HostileKind
{
    Truncated,
    Garbage,
    WrongTypes,
    MissingField,
    NotANumber,
    NotAnObject,
    DeepNesting,
    InvalidUtf8,
    NullKey,
    NullValue,
    Duplicate,
    LongAgo,
    FarFuture,
    UnknownField,
    RepeatedField,

    /// <summary>Ten megabytes. The last one: it comes rarely, the others in turn.</summary>
    Oversized,
}
