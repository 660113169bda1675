using Streaming.Learning.Data;

namespace Streaming.Learning.Algorithms;

/// <summary>
/// Weights for an algorithm that knows none: a row of weight 2.3 is there twice, and a third time with a chance of 0.3. The mean is right,
/// whatever the weights.
/// </summary>
static class RepeatedRows
{
    internal static TrainingSet Of(TrainingSet set, float[] weights, int seed)
    {
        var random = new Random(seed);
        var rows = new List<int>(set.Count);
        for (var row = 0; row < set.Count; row++)
        {
            var whole = (int)weights[row];
            var times = whole + (random.NextDouble() < weights[row] - whole ? 1 : 0);
            for (var i = 0; i < times; i++)
                rows.Add(row);
        }

        return set.Take(rows);
    }
}
