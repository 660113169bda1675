using ScottPlot;

namespace Streaming.Application.Plotting;

/// <summary>How all charts look.</summary>
static class ChartStyle
{
    // Two colours that the colour-blind tell apart too (Okabe and Ito).

    /// <summary>Of what is, or was recorded.</summary>
    public static readonly Color One = Color.FromHex("#0072B2");

    /// <summary>Of what it is held against.</summary>
    public static readonly Color Other = Color.FromHex("#D55E00");

    static readonly Color Quiet = Color.FromHex("#DDDDDD");
    static readonly Color Ink = Color.FromHex("#333333");

    /// <summary>Axes with nothing between them yet.</summary>
    public static Plot Empty(string x, string y)
    {
        var plot = new Plot();
        plot.XLabel(x, size: 13);
        plot.YLabel(y, size: 13);
        (plot.Axes.Bottom.Label.Bold, plot.Axes.Left.Label.Bold) = (false, false);
        plot.Axes.Color(Ink);
        plot.Axes.Right.IsVisible = false;
        plot.Axes.Top.IsVisible = false;
        plot.Grid.MajorLineColor = Quiet;
        plot.Legend.OutlineColor = Quiet;
        plot.Legend.ShadowColor = Colors.Transparent;
        return plot;
    }
}
