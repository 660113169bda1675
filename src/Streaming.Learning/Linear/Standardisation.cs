namespace Streaming.Learning.Linear;

/// <summary>Makes of each feature its distance from the mean in standard deviations, in float32.</summary>
/// <param name="Mean">Per feature.</param>
/// <param name="Deviation">Per feature; 1 for one that never varies.</param>
public sealed record Standardisation(IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation)
{
    /// <summary>Of a row-major matrix without missing values; infinite ones do not count.</summary>
    internal static Standardisation Of(float[] features, int width)
    {
        var (means, deviations) = (new float[width], new float[width]);
        for (var feature = 0; feature < width; feature++)
        {
            var mean = MeanOf(features, width, feature, value => value);
            var variance = MeanOf(features, width, feature, value => (value - mean) * (value - mean));
            means[feature] = (float)mean;
            deviations[feature] = (float)Math.Sqrt(variance) is var deviation && deviation > 0 && float.IsFinite(deviation) ? deviation : 1;
        }

        return new Standardisation(means, deviations);
    }

    static double MeanOf(float[] features, int width, int feature, Func<double, double> of)
    {
        double sum = 0;
        var count = 0;
        for (var at = feature; at < features.Length; at += width)
        {
            if (!float.IsFinite(features[at]))
                continue;
            sum += of(features[at]);
            count++;
        }

        return count > 0 ? sum / count : 0;
    }

    /// <summary>One value, standardised.</summary>
    public float Apply(int feature, float value) => (value - Mean[feature]) / Deviation[feature];

    internal float[] Apply(float[] features)
    {
        var result = new float[features.Length];
        for (var at = 0; at < features.Length; at++)
            result[at] = Apply(at % Mean.Count, features[at]);
        return result;
    }
}
