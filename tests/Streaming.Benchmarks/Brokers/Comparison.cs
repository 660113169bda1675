using Streaming.Benchmarks.Reports;

namespace Streaming.Benchmarks.Brokers;

/// <summary>What was measured of several brokers in turn, round by round: medians side by side, and the second's relation to the first
/// within each round.</summary>
sealed class Comparison
{
    readonly List<string> _names = [];
    readonly Dictionary<(string Name, string Broker), List<double>> _values = [];

    public void Add(string name, string broker, double value)
    {
        if (!_names.Contains(name, StringComparer.Ordinal))
            _names.Add(name);
        if (!_values.TryGetValue((name, broker), out var values))
            _values[(name, broker)] = values = [];
        values.Add(value);
    }

    /// <param name="title">Of the table.</param>
    /// <param name="brokers">In the order of the columns.</param>
    /// <param name="goal">What the relation of the first broker to the second is to be.</param>
    public Grid Grid(string title, IReadOnlyList<string> brokers, string goal)
    {
        if (brokers.Count < 2)
        {
            var alone = new Grid(title, ["", .. brokers]);
            foreach (var name in _names)
                alone.Add(name, Median(_values[(name, brokers[0])]));
            return alone;
        }

        var grid = new Grid(title, ["", .. brokers, "ratio", "least to greatest", "goal"]);
        foreach (var name in _names)
        {
            var (ours, theirs) = (_values[(name, brokers[0])], _values[(name, brokers[1])]);
            var ratios = ours.Zip(theirs, (a, b) => a / b).ToList();
            var range = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ratios.Min():0.00} to {ratios.Max():0.00}");
            grid.Add(name, Median(ours), Median(theirs), Median(ratios), range, goal);
        }

        return grid;
    }

    static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
