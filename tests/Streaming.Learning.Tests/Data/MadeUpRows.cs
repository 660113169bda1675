using Streaming.Events.Time;
using Streaming.Learning.Data;

namespace Streaming.Learning.Tests.Data;

/// <summary>Rows with something to learn in them: skewed amounts, counts, shares that are mostly 0, and missing values where asked
/// for.</summary>
static class MadeUpRows
{
    public static readonly string[] FeatureNames = ["amount", "count", "share", "flag", "noise"];

    public static TrainingSet Set(int seed, int rows, double missing = 0)
    {
        var random = new Random(seed);
        var features = new float[rows * FeatureNames.Length];
        var labels = new bool[rows];
        var times = new Timestamp[rows];
        var groups = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            var amount = (float)Math.Exp(random.NextDouble() * 6);
            float count = random.Next(40),
                share = random.NextDouble() < 0.8 ? 0 : (float)random.NextDouble(),
                flag = random.Next(2);
            var odds = -5 + 0.008 * amount + 4 * share + (count > 30 ? 1.5 * flag : 0);
            labels[row] = random.NextDouble() < 1 / (1 + Math.Exp(-odds));
            float[] values = [amount, count, share, flag, (float)(random.NextDouble() - 0.5)];
            for (var i = 0; i < values.Length; i++)
                features[row * values.Length + i] = random.NextDouble() < missing ? float.NaN : values[i];
            times[row] = Timestamp.Epoch + TimeSpan.FromMinutes(row);
            groups[row] = random.Next(200);
        }

        return new TrainingSet(FeatureNames, features, labels, times, groups);
    }
}
