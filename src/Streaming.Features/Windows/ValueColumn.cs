using Streaming.Topology.Expressions;

namespace Streaming.Features.Windows;

/// <summary>A value of a row that windows aggregate.</summary>
/// <param name="Expression">Over the input's fields.</param>
/// <param name="Identity">
/// Kept as 128 bits that tell values apart (numbers and times as they are, text by hash; zero is null), else as the bits of
/// a double (NaN is null).
/// </param>
/// <param name="Position">First word among the row's values.</param>
internal sealed record ValueColumn(Expr Expression, bool Identity, int Position)
{
    public int Words => Identity ? 2 : 1;
}
