namespace Streaming.Benchmarks.Reports;

/// <summary>What a benchmark found.</summary>
/// <param name="Benchmark">Its name.</param>
/// <param name="Title">What was measured, in a sentence.</param>
sealed record Report(string Benchmark, string Title)
{
    public List<Figure> Figures { get; } = [];

    public List<Grid> Grids { get; } = [];

    /// <summary>What a reader must know to judge the figures.</summary>
    public List<string> Notes { get; } = [];

    public void Add(string name, double value, string unit, string? beside = null) => Figures.Add(new Figure(name, value, unit, beside));
}

/// <param name="Name">What.</param>
/// <param name="Value">How much.</param>
/// <param name="Unit">Of what.</param>
/// <param name="Beside">What to hold it against: a goal, or somebody else's figure.</param>
sealed record Figure(string Name, double Value, string Unit, string? Beside);

/// <summary>Figures of several things side by side.</summary>
/// <param name="Title">What of.</param>
/// <param name="Columns">Their names.</param>
sealed record Grid(string Title, IReadOnlyList<string> Columns)
{
    /// <summary>Texts and numbers, one a column.</summary>
    public List<IReadOnlyList<object>> Rows { get; } = [];

    public void Add(params object[] cells) => Rows.Add(cells);
}
