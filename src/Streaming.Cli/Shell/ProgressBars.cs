using Spectre.Console;

namespace Streaming.Cli.Shell;

/// <summary>Progress bars on standard error.</summary>
internal static class ProgressBars
{
    public static Progress Of(Terminal terminal) => terminal.Error.Progress()
        .AutoClear(true)
        .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());
}
