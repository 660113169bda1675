using Streaming.Explanations.Shap.Kernel;
using Streaming.Explanations.Trees;
using Streaming.Topology.Model;

namespace Streaming.Explanations.Counterfactuals;

/// <summary>
/// The values of one feature that are worth trying for one row: its own, and out of each segment between two thresholds of the model the
/// permitted value that is nearest to its own. All values of a segment pass the trees the same way, so that no other can do better.
/// </summary>
sealed class FeatureDomain
{
    FeatureDomain(int feature, float[] values, int origin, double scale)
    {
        (Feature, Values, Origin) = (feature, values, origin);
        Costs = [.. values.Select(v => v.Equals(values[origin]) ? 0 : Math.Abs((double)v - values[origin]) / scale)];
    }

    /// <summary>Whose they are.</summary>
    public int Feature { get; }

    /// <summary>Ascending.</summary>
    public float[] Values { get; }

    /// <summary>Place of the row's own value.</summary>
    public int Origin { get; }

    /// <summary>Distance of each value from the row's own, in units of how far the model's thresholds on the feature lie apart.</summary>
    public double[] Costs { get; }

    /// <summary>There is something else than the row's own value.</summary>
    public bool CanChange => Values.Length > 1;

    /// <param name="feature">Which.</param>
    /// <param name="splits">All that the model asks of it.</param>
    /// <param name="own">The row's value; a missing one stays missing.</param>
    /// <param name="change">What is permitted.</param>
    public static FeatureDomain Of(int feature, IEnumerable<Split> splits, float own, PermittedChange change)
    {
        var cuts = TreeCuts.Of(splits);
        var values = new List<float>();
        if (float.IsFinite(own) && cuts.Length > 0)
        {
            for (var segment = 0; segment <= cuts.Length; segment++)
            {
                var low = segment == 0 ? float.NegativeInfinity : cuts[segment - 1];
                var high = segment == cuts.Length ? float.PositiveInfinity : cuts[segment];
                var nearest =
                    high < own && change.Down ? Below(own, low, high, change)
                    : low >= own && change.Up ? Above(own, low, high, change)
                    : null;
                if (nearest is { } value)
                    values.Add(value);
            }
        }

        var origin = values.Count(v => v < own);
        values.Insert(origin, own);
        return new FeatureDomain(feature, [.. values], origin, Scale(cuts));
    }

    /// <summary>
    /// Median distance of thresholds from their median: what a step means to the model. Where they do not lie apart, their own size.
    /// </summary>
    internal static double Scale(float[] cuts)
    {
        double[] finite = [.. cuts.Where(float.IsFinite).Select(c => (double)c).Order()];
        if (finite.Length == 0)
            return 1;
        var middle = finite[finite.Length / 2];
        double[] apart = [.. finite.Select(c => Math.Abs(c - middle)).Order()];
        return apart[apart.Length / 2] is > 0 and var spread ? spread : Math.Max(Math.Abs(middle), 1);
    }

    /// <summary>The greatest permitted value in (low, high], which lies below the row's own.</summary>
    static float? Below(float own, float low, float high, PermittedChange change)
    {
        var most = Math.Min(high, change.Max ?? high);
        var value = (float)most;
        if (value > most)
            value = float.BitDecrement(value);
        if (change.Step is { } step)
            value = Stepped(own, -step, (own - most) / step, v => v <= most);
        return float.IsFinite(value) && value > low && value <= most && !(value < change.Min) ? value : null;
    }

    /// <summary>The least permitted value in (low, high], which lies above the row's own.</summary>
    static float? Above(float own, float low, float high, PermittedChange change)
    {
        var least = float.BitIncrement(low);
        if (change.Min is { } min && least < min)
            least = (float)min < min ? float.BitIncrement((float)min) : (float)min;
        var value = change.Step is { } step ? Stepped(own, step, ((double)least - own) / step, v => v >= least) : least;
        return float.IsFinite(value) && value > low && value <= high && !(value > change.Max) ? value : null;
    }

    /// <summary>The first value, counted in steps from the row's own, that is far enough; rounding may take one step more.</summary>
    static float Stepped(float own, double step, double atLeast, Func<float, bool> isEnough)
    {
        var first = Math.Max(1, Math.Floor(atLeast) - 1);
        for (var count = first; count < first + 4; count++)
        {
            var value = (float)(own + (count * step));
            if (isEnough(value))
                return value;
        }

        return float.NaN;
    }
}
