using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Streaming.Cli.Shell;

/// <summary>Progress bars on standard error.</summary>
internal static class ProgressBars
{
    /// <param name="terminal">Where.</param>
    /// <param name="unit">What is counted, to show how many a second; null: no rate.</param>
    public static Progress Of(Terminal terminal, string? unit = null)
    {
        List<ProgressColumn> columns = [new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn()];
        if (unit is not null) columns.Add(new RateColumn(unit));
        columns.Add(new RemainingTimeColumn());
        return terminal.Error.Progress().AutoClear(true).Columns([.. columns]);
    }

    sealed class RateColumn(string unit) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Speed is { } speed ? string.Create(CultureInfo.InvariantCulture, $"{speed:N0} {unit}/s") : $"- {unit}/s");
    }
}
