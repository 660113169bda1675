using System.CommandLine;
using Streaming.Application.Learning;

namespace Streaming.Cli.Commands.Learning;

/// <summary>The arguments that name a learning run.</summary>
sealed class RunArgument
{
    readonly TopologyArgument _topology = new();
    readonly Argument<int?> _run = new("run")
    {
        Description = "Number of the run; the newest unless one is named",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public void AddTo(Command command)
    {
        command.Add(_topology);
        command.Add(_run);
    }

    public RunRequest Of(ParseResult parsed) => new(parsed.GetRequiredValue(_topology), parsed.GetValue(_run));
}
