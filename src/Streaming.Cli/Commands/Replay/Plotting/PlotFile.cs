using ScottPlot;
using ScottPlot.MultiplotLayouts;
using Streaming.Topology.Model;

namespace Streaming.Cli.Commands.Replay.Plotting;

/// <summary>Writes the charts of a what-if report as a page or a picture.</summary>
internal static class PlotFile
{
    /// <summary>Of one chart.</summary>
    public const int Width = 720;
    public const int Height = 420;

    public static void Write(string file, TopologyModel topology, ReplayOutcome outcome)
    {
        var charts = WhatIfCharts.Of(outcome.WhatIf!, outcome.Model!.ScoredBy.ToString());
        if (ReplayRequest.FormatOf(file) == PlotFormat.Html) File.WriteAllText(file, WhatIfPage.Html(topology, outcome, charts));
        else WritePicture(file, charts);
    }

    static void WritePicture(string file, List<Chart> charts)
    {
        var columns = Math.Min(2, charts.Count);
        var rows = (charts.Count + columns - 1) / columns;
        var all = new Multiplot { Layout = new Grid(rows, columns) };
        foreach (var chart in charts)
        {
            chart.Plot.Title(chart.Title, size: 16);
            all.AddPlot(chart.Plot);
        }

        all.SavePng(file, Width * columns, Height * rows);
    }
}
