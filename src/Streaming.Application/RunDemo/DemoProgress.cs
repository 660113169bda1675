using Streaming.Application.ExplainDecision;
using Streaming.Application.Operations;

namespace Streaming.Application.RunDemo;

/// <summary>A step begins.</summary>
public sealed record DemoStepBegan(int Number, int Of, string Text) : OperationProgress;

/// <summary>Something the demo has to say for itself.</summary>
public sealed record DemoSaid(string Text) : OperationProgress;

/// <summary>A portion of events is over.</summary>
public sealed record DemoStreamed(string Text) : OperationProgress;

/// <summary>How a portion of events does.</summary>
/// <param name="Done">Records of it dealt with.</param>
/// <param name="Rate">Records a second since the last look.</param>
/// <param name="Outcomes">Count by decision, and of all that was rejected.</param>
public sealed record DemoLooked(long Done, double Rate, IReadOnlyDictionary<string, long> Outcomes) : OperationProgress;

/// <summary>One decision, explained.</summary>
public sealed record DemoExplained(ExplainedDecision Explained) : OperationProgress;
