using Streaming.Features.Exact;

namespace Streaming.Features.Windows;

/// <summary>What is kept running of one value in one window, and where it lies among a log's accumulators.</summary>
sealed record AccumulatorPlan(ValueColumn Column)
{
    /// <summary>Where entries keep the value's aggregates, if they stand for whole panes; null if for single rows.</summary>
    public PaneGroup? Group { get; init; }
    public bool Sum { get; init; }
    public bool Squares { get; init; }
    public bool Minimum { get; init; }
    public bool Maximum { get; init; }

    /// <summary>First word; holds the number of values that are not null.</summary>
    public int Word { get; init; }

    /// <summary>First object: wide sum, wide squares, lowest, highest, distinct values, as far as they are needed.</summary>
    public int Object { get; init; }
    public int SumWord => Word + 1;
    public int SquaresWord => SumWord + ExactSum.Words;
    public int Words => 1 + (Sum ? ExactSum.Words : 0) + (Squares ? ExactSquares.Words : 0);
    public int WideSum => Object;
    public int WideSquares => WideSum + (Sum ? 1 : 0);
    public int Lowest => WideSquares + (Squares ? 1 : 0);
    public int Highest => Lowest + (Minimum ? 1 : 0);
    public int Distinct => Highest + (Maximum ? 1 : 0);
    public int Objects => Distinct - Object + (Column.Kind == ValueKind.Identity ? 1 : 0);
}
