using ScottPlot;
using ScottPlot.MultiplotLayouts;
using Streaming.Application.Plotting;
using Streaming.Learning.WhatIf;
using Streaming.Topology.Model;

namespace Streaming.Application.ReplayLineage.Plotting;

/// <summary>Writes the charts of a what-if report as a page or a picture.</summary>
static class PlotFile
{
    public static void Write(string file, PlotFormat format, TopologyModel topology, ReplayedLineage replayed, WhatIfReport report)
    {
        var charts = WhatIfCharts.Of(report, replayed.WhatIf!.Model);
        if (format == PlotFormat.Html)
            File.WriteAllText(file, WhatIfPage.Html(topology, replayed, charts));
        else
            WritePicture(file, charts);
    }

    static void WritePicture(string file, List<Chart> charts)
    {
        var columns = Math.Min(2, charts.Count);
        var rows = (charts.Count + columns - 1) / columns;
        foreach (var chart in charts)
            chart.Plot.Title(chart.Title, size: 16);
        // It begins with a plot of its own, or with the one that it is given.
        var all = new Multiplot(charts[0].Plot);
        foreach (var chart in charts.Skip(1))
            all.Subplots.Add(chart.Plot);
        all.Layout = new Grid(rows, columns);
        all.SavePng(file, Chart.Width * columns, Chart.Height * rows);
    }
}
