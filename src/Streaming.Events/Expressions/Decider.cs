using System.Buffers;
using System.Text;
using Apache.Arrow;
using Streaming.Events.Rows.Builders;
using Streaming.Topology.Model;

namespace Streaming.Events.Expressions;

/// <summary>First decision whose condition holds for the row; the last has none and takes the rest.</summary>
/// <param name="decisions">Of the topology, in order.</param>
public sealed class Decider(IReadOnlyList<DecisionModel> decisions)
{
    readonly byte[][] _names = [.. decisions.Select(d => Encoding.UTF8.GetBytes(d.Name))];
    CompiledExpression?[]? _conditions;

    /// <summary>The name of each row's decision.</summary>
    /// <param name="rows">Rows with their score column; the same columns every time.</param>
    public IArrowArray Decide(RecordBatch rows)
    {
        _conditions ??= [.. decisions.Select(d => d.Condition is null ? null : CompiledExpression.Compile(d.Condition, rows.Schema))];
        var chosen = ArrayPool<byte>.Shared.Rent(rows.Length);
        var holds = ArrayPool<byte>.Shared.Rent(rows.Length);
        try
        {
            // From the last to the first, so that the first that holds stays.
            for (var d = decisions.Count - 1; d >= 0; d--)
                Choose(rows, d, chosen.AsSpan(0, rows.Length), holds.AsSpan(0, rows.Length));
            var names = new BytesColumnBuilder(Apache.Arrow.Types.StringType.Default);
            for (var row = 0; row < rows.Length; row++)
                names.Append(_names[chosen[row]]);
            return names.Build();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chosen);
            ArrayPool<byte>.Shared.Return(holds);
        }
    }

    void Choose(RecordBatch rows, int decision, Span<byte> chosen, Span<byte> holds)
    {
        if (_conditions![decision] is not { } condition)
        {
            chosen.Fill((byte)decision);
            return;
        }

        condition.EvaluateBools(rows, holds);
        for (var row = 0; row < chosen.Length; row++)
        {
            if (holds[row] == Ternary.True)
                chosen[row] = (byte)decision;
        }
    }
}
