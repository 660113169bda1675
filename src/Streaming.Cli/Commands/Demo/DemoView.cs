using Spectre.Console;
using Streaming.Application.Operations;
using Streaming.Application.RunDemo;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Demo;

/// <summary>Shows what the demo is doing, all the time; with <c>--json</c> on standard error, and the sum of it at the end.</summary>
sealed class DemoView(Terminal terminal, TimeProvider time) : IProgress<OperationProgress>
{
    const string Indent = "      ";

    static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(2);

    long _lastLine = time.GetTimestamp();

    public void Report(OperationProgress value)
    {
        switch (value)
        {
            case DemoStepBegan step:
                Begin(step);
                break;
            case DemoLooked looked:
                Look(
                    $"{Indent}{looked.Done:N0} records, {looked.Rate:N0}/s   "
                        + $"{string.Join("   ", looked.Outcomes.Select(o => $"{o.Key} {o.Value:N0}"))}"
                );
                break;
            case DemoStreamed streamed:
                if (terminal.IsLive)
                    terminal.Note("");
                Say(Indent + streamed.Text);
                break;
            case DemoSaid said:
                Say(said.Text.Length == 0 ? "" : Indent + said.Text);
                break;
            default:
                ProgressView.Note(terminal, value);
                break;
        }
    }

    public void Ended(RanDemo ran) => terminal.Result(ran, () =>
        {
            var name = ran.Topology;
            Say("");
            Say(ran.Good ? $"All of it held, in {ran.Seconds:N0} seconds." : $"Not everything held: see above. ({ran.Seconds:N0} seconds)");
            Say("Look around (the demo's data stays until the next demo):");
            foreach (
                var command in (string[])
                    [
                        $"status {name}",
                        $"predictions {name} --limit 5",
                        $"lineage {name} {ran.EventId}",
                        $"quarantine list {name}",
                        $"models show {ran.Model.Name}",
                        $"verify {name}",
                        $"topology draw {name}",
                    ]
            )
            {
                Say($"  streaming {command}{(command.StartsWith("topology", StringComparison.Ordinal) ? "" : $" --data {ran.Data}")}");
            }
        });

    void Begin(DemoStepBegan step)
    {
        Say("");
        var head = $"[{step.Number}/{step.Of}]";
        if (terminal is { Json: false, IsLive: true })
            terminal.Out.MarkupLine($"[bold green]{Markup.Escape(head)}[/] [bold]{Markup.Escape(step.Text)}[/]");
        else
            Say($"{head} {step.Text}");
        _lastLine = time.GetTimestamp();
    }

    void Look(string line)
    {
        if (terminal.IsLive)
        {
            terminal.Rewrite(line);
        }
        else if (time.GetElapsedTime(_lastLine) >= LineInterval)
        {
            _lastLine = time.GetTimestamp();
            Say(line);
        }
    }

    void Say(string text)
    {
        if (terminal.Json)
            terminal.Note(text);
        else
            terminal.Line(text);
    }
}
