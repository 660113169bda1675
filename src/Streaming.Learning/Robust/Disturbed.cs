using Streaming.Learning.Data;
using Streaming.Models.References;

namespace Streaming.Learning.Robust;

/// <summary>Rows with one feature, or all, other than they were.</summary>
sealed class Disturbed(TrainingSet rows, IReadOnlyList<FeatureScale> scales)
{
    /// <summary>How far noise moves a value, in standard deviations.</summary>
    internal const double NoiseShare = 0.1;

    /// <summary>How far past either end of the range a value is put, in widths of the range.</summary>
    internal const double BeyondShare = 0.5;

    internal const int Seed = 20_241_104;

    /// <summary>All that can be done to the rows: to each feature in order, then noise on all together.</summary>
    internal IEnumerable<(int? Feature, Disturbance Disturbance)> All()
    {
        var noisy = 0;
        for (var feature = 0; feature < scales.Count; feature++)
        {
            if (scales[feature].IsNumber)
            {
                noisy++;
                yield return (feature, Disturbance.Noise);
            }

            yield return (feature, Disturbance.Missing);
            if (!scales[feature].IsNumber)
                continue;
            yield return (feature, Disturbance.Below);
            yield return (feature, Disturbance.Above);
        }

        if (noisy > 1)
            yield return (null, Disturbance.Noise);
    }

    /// <summary>[rows x features] The values, disturbed.</summary>
    internal float[] Of(int? feature, Disturbance disturbance)
    {
        var values = (float[])rows.Features.Clone();
        if (feature is { } one)
        {
            Disturb(values, one, disturbance);
            return values;
        }

        for (var each = 0; each < scales.Count; each++)
        {
            if (scales[each].IsNumber)
                Disturb(values, each, disturbance);
        }

        return values;
    }

    void Disturb(float[] values, int feature, Disturbance disturbance)
    {
        var scale = scales[feature];
        var beyond = BeyondShare * (scale.Greatest - scale.Smallest);
        // A feature's noise is the same, whichever others there are.
        var random = new Random(Seed + feature);
        for (var at = feature; at < values.Length; at += scales.Count)
        {
            var up = random.Next(2) == 0;
            values[at] = disturbance switch
            {
                Disturbance.Missing => float.NaN,
                Disturbance.Below => (float)(scale.Smallest - beyond),
                Disturbance.Above => (float)(scale.Greatest + beyond),
                _ => (float)(values[at] + (up ? NoiseShare : -NoiseShare) * scale.Deviation),
            };
        }
    }
}
