namespace Streaming.Features.Windows;

/// <summary>What entries keep of a value.</summary>
enum ValueKind
{
    /// <summary>The bits of a double; NaN is null.</summary>
    Number,

    /// <summary>An integer that a double may not hold, in 128 bits of which zero is null.</summary>
    Integer,

    /// <summary>128 bits that tell values apart (numbers and times as they are, text by hash); zero is null.</summary>
    Identity,
}
