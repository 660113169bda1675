using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Control;

/// <summary>What undoes <see cref="StopCommand"/>.</summary>
sealed class ResumePipelineCommand() : ResumeCommand("Score by the model in use again, after `stop --safe` or `control fallback`")
{
    public override IReadOnlyList<Example> Examples =>
        [new("streaming resume card-fraud --because \"version 4 is in use now\"", "the model decides again, from the next batch on")];
}
