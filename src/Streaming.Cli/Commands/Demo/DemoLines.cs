using Spectre.Console;
using Streaming.Application.RunDemo;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Demo;

/// <summary>Lines of a demo; with <c>--json</c> on standard error.</summary>
static class DemoLines
{
    public const string Indent = "      ";

    public static void Begin(Terminal terminal, DemoStepBegan step)
    {
        Say(terminal, "");
        var head = $"[{step.Number}/{step.Of}]";
        if (terminal is { Json: false, IsLive: true })
            terminal.Out.MarkupLine($"[bold green]{Markup.Escape(head)}[/] [bold]{Markup.Escape(step.Text)}[/]");
        else
            Say(terminal, $"{head} {step.Text}");
    }

    public static void Say(Terminal terminal, string text)
    {
        if (terminal.Json)
            terminal.Note(text);
        else
            terminal.Line(text);
    }
}
