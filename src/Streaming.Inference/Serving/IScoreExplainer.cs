using Apache.Arrow;

namespace Streaming.Inference.Serving;

/// <summary>Says how much each feature moved a model's scores, in units of its margin and in the direction of the score. Thread-safe; the
/// same row gives the same bits whatever rows are beside it.</summary>
public interface IScoreExplainer
{
    /// <summary>The margin of a row of which nothing is known: base + contributions = the margin of a row.</summary>
    double Base { get; }

    /// <param name="rows">Rows with their features as float32 columns.</param>
    /// <param name="which">Numbers of those to explain.</param>
    /// <param name="values">Receives <paramref name="which"/> x features values, row-major, features in the topology's order.</param>
    void Explain(RecordBatch rows, ReadOnlySpan<int> which, Span<double> values);
}
