using Streaming.Explanations.Scoring;

namespace Streaming.Explanations.Local;

/// <summary>How a feature varies in the background, and so around a row.</summary>
/// <remarks>
/// A feature of few whole numbers, such as a flag or a code, is a category: others of its values are drawn as often as the background has
/// them. Any other is a number: it is moved by the background's standard deviation, and stays whole where the background's values are.
/// </remarks>
sealed class FeatureSpread
{
    /// <summary>Whole numbers, of which there are more, are amounts.</summary>
    const int MostCategories = 10;

    readonly float[] _values;
    readonly bool _isCategory;
    readonly bool _isWhole;
    readonly double _deviation;

    /// <param name="background">Row-major.</param>
    /// <param name="width">Its features.</param>
    /// <param name="feature">Which one.</param>
    internal FeatureSpread(ReadOnlySpan<float> background, int width, int feature)
    {
        _values = new float[background.Length / width];
        for (var row = 0; row < _values.Length; row++)
            _values[row] = background[(row * width) + feature];
        var known = _values.Where(float.IsFinite).ToArray();
        _isWhole = known.All(float.IsInteger);
        _isCategory = _isWhole && _values.Distinct().Count() <= MostCategories;
        if (known.Length == 0)
            return;
        var mean = known.Average(v => (double)v);
        _deviation = Math.Sqrt(known.Average(v => (v - mean) * (v - mean)));
    }

    /// <summary>A value near the row's, and how far away it is: in standard deviations; for a category 0 or -1.</summary>
    internal (float Value, double Distance) Near(float own, SplitMix random)
    {
        // What is missing is no number to move.
        if (_isCategory || !float.IsFinite(own))
        {
            var other = _values[random.Next(_values.Length)];
            return (other, other.Equals(own) ? 0 : -1);
        }

        var drawn = random.Normal();
        if (_deviation == 0)
            return (own, 0);
        var value = (float)(own + (_deviation * drawn));
        if (_isWhole)
            value = MathF.Round(value);
        return (value, ((double)value - own) / _deviation);
    }
}
