using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Streaming.Application.Operations;

namespace Streaming.Cli.Shell;

/// <summary>Progress bars on standard error.</summary>
static class ProgressBars
{
    /// <param name="terminal">Where.</param>
    /// <param name="unit">What is counted, to show how many a second; null: no rate.</param>
    public static Progress Of(Terminal terminal, string? unit = null)
    {
        List<ProgressColumn> columns =
        [
            new SpinnerColumn(),
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn(),
            new PercentageColumn(),
        ];
        if (unit is not null)
            columns.Add(new RateColumn(unit));
        columns.Add(new RemainingTimeColumn());
        return terminal.Error.Progress().AutoClear(true).Columns([.. columns]);
    }

    /// <summary>Runs work under one bar, or without where nobody looks.</summary>
    /// <param name="terminal">Where.</param>
    /// <param name="unit">What is counted.</param>
    /// <param name="what">What is done, in a few words.</param>
    /// <param name="state">How far a report says that it is, of how much.</param>
    /// <param name="work">Given null where nobody looks.</param>
    public static async Task<TResult> WatchAsync<TReport, TResult>(
        Terminal terminal,
        string unit,
        string what,
        Func<TReport, (long Done, long Total)> state,
        Func<IProgress<TReport>?, Task<TResult>> work
    ) =>
        terminal.IsLive
            ? await Of(terminal, unit)
                .StartAsync(async bars =>
                {
                    var bar = bars.AddTask(what, maxValue: 1);
                    return await work(
                        new Reporter<TReport>(report =>
                        {
                            var (done, total) = state(report);
                            (bar.MaxValue, bar.Value) = (Math.Max(1, total), done);
                        })
                    );
                })
            : await work(null);

    sealed class RateColumn(string unit) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Speed is { } speed ? string.Create(CultureInfo.InvariantCulture, $"{speed:N0} {unit}/s") : $"- {unit}/s");
    }
}
