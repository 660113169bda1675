using Streaming.Application.OverrideDecision;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Override;

static class OverrideView
{
    public static void Show(Terminal terminal, OverriddenDecision result) => terminal.Result(result, () =>
        {
            if (result.Contest is { } contest)
            {
                terminal.Line(
                    $"The decision about {Printable.Text(result.EventId)} ({result.LineageId}) stays {result.Overruled} until a second "
                        + $"person agrees to {result.Decision}: contest {contest}."
                );
                return;
            }

            terminal.Line(
                $"The decision about {Printable.Text(result.EventId)} ({result.LineageId}) was {result.Overruled} and is "
                    + $"{result.Decision} now."
            );
            terminal.Line(
                result.Recorded is { } recorded
                    ? $"Recorded as {recorded}, and emitted."
                    : "The command waits: it is recorded and emitted with the next batch, once the pipeline runs."
            );
        });
}
