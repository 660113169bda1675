namespace Streaming.Publishing.Hostile;

/// <summary>What is wrong with a hostile record.</summary>
public enum HostileKind
{
    /// <summary>JSON that ends too soon.</summary>
    Truncated,

    /// <summary>Random bytes.</summary>
    Garbage,

    /// <summary>Fields of other types than declared.</summary>
    WrongTypes,

    /// <summary>A declared field left out.</summary>
    MissingField,

    /// <summary>A text where a number belongs.</summary>
    NotANumber,

    /// <summary>JSON that is no object.</summary>
    NotAnObject,

    /// <summary>JSON nested very deep.</summary>
    DeepNesting,

    /// <summary>Bytes that are no UTF-8.</summary>
    InvalidUtf8,

    /// <summary>No key.</summary>
    NullKey,

    /// <summary>No value.</summary>
    NullValue,

    /// <summary>The same event again.</summary>
    Duplicate,

    /// <summary>A time long past.</summary>
    LongAgo,

    /// <summary>A time far ahead.</summary>
    FarFuture,

    /// <summary>A field that is not declared.</summary>
    UnknownField,

    /// <summary>A field twice.</summary>
    RepeatedField,

    /// <summary>Ten megabytes. The last one: it comes rarely, the others in turn.</summary>
    Oversized,
}
