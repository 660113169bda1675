using System.CommandLine;
using Streaming.Application.Operations;
using Streaming.Application.StartJob;
using Streaming.Cli.Commands.Jobs;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands;

/// <summary>The option that leaves a long command to a job.</summary>
sealed class DetachOption : Option<bool>
{
    public DetachOption()
        : base("--detach")
    {
        Description = "Do not wait: leave it as a job to a process that runs jobs (see: streaming jobs --help)";
    }

    /// <summary>Asks for the job, and says how to follow it.</summary>
    public static async Task<int> StartAsync<TRequest, TResult>(
        CommandContext context,
        Operation<TRequest, TResult> operation,
        TRequest request,
        CancellationToken stop
    )
    {
        JobsView.Started(context.Terminal, await context.RunAsync(new StartJobOperation<TRequest, TResult>(operation), request, stop));
        return ExitCode.Done;
    }
}
