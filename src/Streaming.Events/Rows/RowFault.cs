namespace Streaming.Events.Rows;

/// <summary>Why one record cannot become a row.</summary>
/// <param name="Code">The reason.</param>
/// <param name="Field">The field or rule at fault, where one is.</param>
/// <param name="Detail">One sentence for a person; text from outside in it is cut and cleaned of control characters.</param>
public readonly record struct RowFault(ReasonCode Code, string? Field, string Detail);
