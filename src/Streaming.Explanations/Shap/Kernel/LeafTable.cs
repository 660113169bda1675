namespace Streaming.Explanations.Shap.Kernel;

/// <summary>A leaf's Shapley values for every pattern.</summary>
sealed class LeafTable
{
    readonly double[] _values;

    internal LeafTable(LeafPath path, ILeafGame game)
    {
        Path = path;
        var count = path.Features.Length;
        _values = new double[(1 << count) * count];
        for (var pattern = 0; pattern < 1 << count; pattern++)
            game.Values((ulong)pattern, _values.AsSpan(pattern * count, count));
    }

    internal LeafPath Path { get; }

    /// <summary>One value a feature on the way.</summary>
    internal ReadOnlySpan<double> Of(int pattern) => _values.AsSpan(pattern * Path.Features.Length, Path.Features.Length);
}
