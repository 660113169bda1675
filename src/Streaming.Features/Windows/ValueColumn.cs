using Streaming.Topology.Expressions;

namespace Streaming.Features.Windows;

/// <summary>A value that windows aggregate and where an entry keeps it.</summary>
/// <param name="Expression">Over the input's fields.</param>
/// <param name="Identity">
/// Kept as 128 bits that tell values apart (numbers and times as they are, text by hash; zero is null), else as the bits of
/// a double (NaN is null).
/// </param>
/// <param name="Word">First word in the entry; word 0 is the entry's time.</param>
internal sealed record ValueColumn(Expr Expression, bool Identity, int Word)
{
    public int Words => Identity ? 2 : 1;
}
