using Streaming.Topology.Model;

namespace Streaming.Features.Windows;

/// <summary>One shape of window over a log: two pointers, what is kept running between them, and the features read from it.</summary>
/// <param name="Shape">Where it begins and ends.</param>
/// <param name="Word">Where its pointers lie among the log's accumulators.</param>
/// <param name="Accumulators">What is kept running; none where the pointers are enough.</param>
/// <param name="Outputs">The features.</param>
sealed record WindowPlan(WindowShape Shape, int Word, AccumulatorPlan[] Accumulators, WindowOutput[] Outputs)
{
    public const int PointerWords = 2;

    /// <summary>Word of the number of rows inside, for entries that stand for several.</summary>
    public int RowsWord => Word + PointerWords;

    public const int Words = PointerWords + 1;
}

/// <param name="Feature">Index among the stage's features.</param>
/// <param name="Aggregate">What is computed.</param>
/// <param name="Accumulator">Where from; null where the pointers are enough.</param>
/// <param name="Empty">Value of an empty window.</param>
sealed record WindowOutput(int Feature, Aggregate Aggregate, AccumulatorPlan? Accumulator, float Empty);
