using System.CommandLine;
using Streaming.Application.ListDetectors;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Drift;

sealed class DetectorsCommand : CliCommand
{
    public DetectorsCommand()
        : base("detectors", "List the drift detectors and their parameters") { }

    public override IReadOnlyList<Example> Examples => [new("streaming drift detectors", "what --detector takes")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var listed = await context.RunAsync(new ListDetectorsOperation(), new ListDetectorsRequest(), stop);
        context.Terminal.Result(listed, () =>
        {
            foreach (var detector in listed.Detectors)
                Show(context.Terminal, detector);
        });
        return ExitCode.Done;
    }

    static void Show(Terminal terminal, ListedDetector detector)
    {
        terminal.Line($"{detector.Name}{(detector.Default ? " (default)" : "")}: {detector.Meaning} {detector.Source}.");
        foreach (var parameter in detector.Parameters)
            terminal.Line($"  {parameter.Name, -12} {parameter.Meaning}: {parameter.Allowed}; {parameter.Default} unless given");
        terminal.Line();
    }
}
