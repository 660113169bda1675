using System.Globalization;
using Streaming.Application.Operations;
using Streaming.Application.RunDemo;
using Streaming.Application.RunDriftDemo;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Demo;

/// <summary>Shows day by day how well the frauds are told apart, by whoever decides and by a model that is never replaced.</summary>
sealed class DriftDemoView(Terminal terminal) : IProgress<OperationProgress>
{
    const int Width = 20;

    readonly Lock _lock = new();

    public void Report(OperationProgress value)
    {
        lock (_lock)
        {
            switch (value)
            {
                case DemoStepBegan step:
                    DemoLines.Begin(terminal, step);
                    break;
                case DemoDayShown { Day: var day }:
                    Say(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"day {day.Day, 3}  {Who(day.Champion), -9} {Figure(day.AveragePrecision)} {Bar(day.AveragePrecision)}   "
                                + $"frozen v1 {Figure(day.Frozen)} {Bar(day.Frozen)}"
                        )
                    );
                    break;
                case DemoSaid said:
                    Say(said.Text);
                    break;
                default:
                    ProgressView.Note(terminal, value);
                    break;
            }
        }
    }

    public void Ended(RanDriftDemo ran) => terminal.Result(ran, () =>
        {
            Say("");
            Say($"decided    {Sparkline.Of([.. ran.Days.Select(d => d.AveragePrecision)])}");
            Say($"frozen v1  {Sparkline.Of([.. ran.Days.Select(d => d.Frozen)])}");
            DemoLines.Say(terminal, "");
            DemoLines.Say(
                terminal,
                ran.Good
                    ? $"It noticed, learned, and took back what was worse, in {ran.Seconds:N0} seconds."
                    : $"Not everything came about in time: see above. ({ran.Seconds:N0} seconds)"
            );
            DemoLines.Say(terminal, $"The plot: {ran.Plot}");
            DemoLines.Say(terminal, "Look around (the demo's data stays until the next one):");
            foreach (
                var command in (string[])
                    [$"learning list {ran.Topology}", $"models list", $"models show {ran.Topology}", $"drift show {ran.Topology}"]
            )
            {
                DemoLines.Say(terminal, $"  streaming {command} --data {ran.Data}");
            }
        });

    static string Who(int version) => version == 0 ? "the rule" : $"v{version}";

    static string Figure(double? value) => value is { } v ? v.ToString("0.00", CultureInfo.InvariantCulture) : "  - ";

    static string Bar(double? value)
    {
        var filled = (int)Math.Round((value ?? 0) * Width);
        return new string('█', filled) + new string('░', Width - filled);
    }

    void Say(string text) => DemoLines.Say(terminal, DemoLines.Indent + text);
}
