using ScottPlot;

namespace Streaming.Application.ReplayLineage.Plotting;

/// <summary>A drawing with what it shows in words, for those who do not see it.</summary>
sealed record Chart(string Title, string Description, Plot Plot);
