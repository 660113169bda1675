using ScottPlot;

namespace Streaming.Application.Plotting;

/// <summary>A drawing with what it shows in words, for those who do not see it.</summary>
sealed record Chart(string Title, string Description, Plot Plot)
{
    /// <summary>Pixels across.</summary>
    public const int Width = 720;

    /// <summary>Pixels down.</summary>
    public const int Height = 420;
}
