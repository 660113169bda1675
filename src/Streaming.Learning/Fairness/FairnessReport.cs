using Streaming.Events.Time;

namespace Streaming.Learning.Fairness;

/// <summary>How groups fare by what was decided about their rows, and by how that turned out.</summary>
/// <param name="Rows">Rows that were decided about.</param>
/// <param name="DueBefore">Labels of rows before have had their time to come, and count; null: the topology has no labels.</param>
/// <param name="Attributes">In declared order.</param>
public sealed record FairnessReport(long Rows, Timestamp? DueBefore, IReadOnlyList<AttributeFindings> Attributes);
