using Apache.Arrow;

namespace Streaming.Learning.Goals.Measuring;

/// <summary>Scores recorded rows, other than they were.</summary>
/// <param name="rows">Rows of the final stage, with their features.</param>
/// <param name="scores">Receives one a row.</param>
public delegate void RowScorer(RecordBatch rows, Span<float> scores);
