using Streaming.Application.Operations;
using Streaming.Application.RunDemo;
using Streaming.Cli.Commands.Explain;
using Streaming.Cli.Shell;
using Streaming.Topology.Model;

namespace Streaming.Cli.Commands.Demo;

/// <summary>Shows what the demo is doing, all the time; with <c>--json</c> on standard error, and the sum of it at the end.</summary>
sealed class DemoView(Terminal terminal, TimeProvider time) : IProgress<OperationProgress>
{
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
                    $"{DemoLines.Indent}{looked.Done:N0} records, {looked.Rate:N0}/s   "
                        + $"{string.Join("   ", looked.Outcomes.Select(o => $"{o.Key} {o.Value:N0}"))}"
                );
                break;
            case DemoStreamed streamed:
                if (terminal.IsLive)
                    terminal.Note("");
                Say(DemoLines.Indent + streamed.Text);
                break;
            case DemoSaid said:
                Say(said.Text.Length == 0 ? "" : DemoLines.Indent + said.Text);
                break;
            case DemoExplained explained when !terminal.Json:
                terminal.Line("");
                DecisionView.Lines(terminal, explained.Explained, ReasonModel.English);
                break;
            case DemoExplained:
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
                        .. ran.ExplainedId is { } why ? (string[])[$"explain {name} {why}", $"explain {name} {why} --out why.html"] : [],
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
        DemoLines.Begin(terminal, step);
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

    void Say(string text) => DemoLines.Say(terminal, text);
}
