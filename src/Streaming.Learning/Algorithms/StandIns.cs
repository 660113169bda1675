using Streaming.Learning.Data;

namespace Streaming.Learning.Algorithms;

/// <summary>
/// What stands for a missing value, per feature: the median of the training rows that have one (of an even number, the
/// lower of the two in the middle), 0 where none has. Of ML.NET's algorithms only LightGBM takes missing values as they are; the others
/// would leave such rows out without a word.
/// </summary>
sealed class StandIns
{
    readonly float[] _values;

    StandIns(float[] values) => _values = values;

    internal float this[int feature] => _values[feature];

    internal IReadOnlyList<float> All => _values;

    internal static StandIns Of(TrainingSet set)
    {
        var width = set.FeatureNames.Count;
        var values = new float[width];
        var column = new float[set.Count];
        for (var feature = 0; feature < width; feature++)
        {
            var known = 0;
            for (var at = feature; at < set.Features.Length; at += width)
            {
                if (!float.IsNaN(set.Features[at]))
                    column[known++] = set.Features[at];
            }

            column.AsSpan(0, known).Sort();
            values[feature] = known > 0 ? column[(known - 1) / 2] : 0;
        }

        return new StandIns(values);
    }

    /// <summary>The matrix without missing values; the same one where there are none.</summary>
    internal float[] Fill(float[] features)
    {
        if (!Array.Exists(features, float.IsNaN))
            return features;
        var filled = (float[])features.Clone();
        for (var at = 0; at < filled.Length; at++)
        {
            if (float.IsNaN(filled[at]))
                filled[at] = _values[at % _values.Length];
        }

        return filled;
    }
}
