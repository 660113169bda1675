namespace Streaming.Explanations.Scoring;

/// <summary>
/// Numbers that a seed alone decides, on every machine and in every release (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195).
/// </summary>
sealed class SplitMix(ulong seed)
{
    ulong _state = seed;
    double? _spare;

    internal ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to below <paramref name="end"/>.</summary>
    internal int Next(int end) => (int)Math.BigMul(Next(), (ulong)end, out _);

    /// <summary>From 0 to below 1.</summary>
    internal double Uniform() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>Of mean 0 and standard deviation 1 (Box, Muller 1958).</summary>
    internal double Normal()
    {
        if (_spare is { } spare)
        {
            _spare = null;
            return spare;
        }

        var (radius, angle) = (Math.Sqrt(-2 * Math.Log(1 - Uniform())), 2 * Math.PI * Uniform());
        _spare = radius * Math.Sin(angle);
        return radius * Math.Cos(angle);
    }
}
