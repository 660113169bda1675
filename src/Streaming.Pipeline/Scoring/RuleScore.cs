using Apache.Arrow;
using Streaming.Events.Expressions;
using Streaming.Topology.Expressions;

namespace Streaming.Pipeline.Scoring;

/// <summary>The topology's scoring rule: a number, cut to [0, 1]; a row for which it has no value scores 0.</summary>
sealed class RuleScore(Expr rule)
{
    CompiledExpression? _compiled;

    public void Score(RecordBatch rows, Span<float> scores)
    {
        _compiled ??= CompiledExpression.Compile(rule, rows.Schema);
        _compiled.EvaluateFloats(rows, scores);
        foreach (ref var score in scores)
            score = float.IsNaN(score) ? 0 : Math.Clamp(score, 0, 1);
    }
}
