using System.Buffers;
using Apache.Arrow;
using Streaming.Events.Expressions;
using Streaming.Events.Rows;
using Streaming.Topology.Model;

namespace Streaming.Validation.Checks;

/// <summary>One named rule of the topology: a row for which it is false is rejected; one for which it is null is not.</summary>
sealed class RuleCheck(RuleModel rule, Schema schema) : RowCheck
{
    readonly CompiledExpression _condition = CompiledExpression.Compile(rule.Condition, schema);
    readonly string _detail = $"Rule {rule.Name} does not hold.";

    public override void Run(in DecodedRows rows, Verdicts verdicts)
    {
        var values = ArrayPool<byte>.Shared.Rent(rows.Count);
        var results = values.AsSpan(0, rows.Count);
        _condition.EvaluateBools(rows.Batch, results);
        for (var row = results.IndexOf(Ternary.False); row >= 0 && row < rows.Count; row++)
        {
            if (results[row] == Ternary.False)
                verdicts.Reject(row, ReasonCode.RuleViolated, rule.Name, _detail);
        }
        ArrayPool<byte>.Shared.Return(values);
    }
}
