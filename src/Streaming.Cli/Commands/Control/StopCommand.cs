using System.CommandLine;
using Streaming.Application.FallBack;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Control;

/// <summary>What people look for who want a model to stop: the pipeline goes on, and its rule decides.</summary>
sealed class StopCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<bool> _safe = new("--safe") { Description = "Let the topology's rule decide instead of the model; nothing is lost" };

    public StopCommand()
        : base("stop", "Stop a model safely: the pipeline goes on by its rule, until `resume`")
    {
        Add(_topology);
        Add(_safe);
        Validators.Add(result =>
        {
            if (!result.GetValue(_safe))
            {
                result.AddError(
                    "Write --safe: the model stops and the rule decides. To end a pipeline, end its process (Ctrl-C or SIGTERM)."
                );
            }
        });
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new(
                "streaming stop --safe card-fraud --because \"the model blocks a whole region\"",
                "in force within a batch, and after a restart too"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        ControlView.Show(
            context.Terminal,
            await context.RunAsync(new FallBackOperation(), new FallBackRequest(parsed.GetRequiredValue(_topology)), stop)
        );
        return ExitCode.Done;
    }
}
