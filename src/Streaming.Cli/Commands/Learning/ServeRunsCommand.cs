using System.CommandLine;
using Streaming.Application.ServeLearning;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Learning;

sealed class ServeRunsCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<int> _jobs = new("--jobs")
    {
        Description = "Work on so many jobs at a time, in processes beside this one; 0 leaves them to others",
        HelpName = "n",
        DefaultValueFactory = _ => 1,
    };

    public ServeRunsCommand()
        : base("serve", "Renew the topology's model by its policy, until stopped; several processes may")
    {
        Add(_topology);
        Add(_jobs);
        _jobs.Validators.Add(result => result.Refuse<int>(jobs => jobs is < 0 or > 64, "--jobs must be from 0 to 64."));
    }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming learning serve card-fraud", "beside a pipeline that runs, by what the topology file says under learning")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new ServeLearningRequest(parsed.GetRequiredValue(_topology), parsed.GetValue(_jobs));
        var served = await context.RunAsync(new ServeLearningOperation(), request, stop);
        context.Terminal.Result(served, () => context.Terminal.Line($"Served the learning runs of {served.Topology}."));
        return ExitCode.Done;
    }
}
