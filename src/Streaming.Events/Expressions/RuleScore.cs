using Apache.Arrow;
using Streaming.Topology.Expressions;

namespace Streaming.Events.Expressions;

/// <summary>The topology's scoring rule: a number, cut to [0, 1]; a row for which it has no value scores 0. Not thread-safe.</summary>
/// <param name="rule">As the topology declares it.</param>
public sealed class RuleScore(Expr rule)
{
    CompiledExpression? _compiled;

    /// <summary>Scores a batch.</summary>
    /// <param name="rows">Rows with their features; the same columns every time.</param>
    /// <param name="scores">Receives one score a row.</param>
    public void Score(RecordBatch rows, Span<float> scores)
    {
        _compiled ??= CompiledExpression.Compile(rule, rows.Schema);
        _compiled.EvaluateFloats(rows, scores);
        foreach (ref var score in scores)
            score = float.IsNaN(score) ? 0 : Math.Clamp(score, 0, 1);
    }
}
