using System.CommandLine;

namespace Streaming.Cli.Commands.Jobs;

/// <summary>Groups what can be done with jobs.</summary>
sealed class JobsCommand : Command
{
    public JobsCommand()
        : base("jobs", "Follow, cancel and run what was left to jobs with --detach")
    {
        Add(new ListCommand());
        Add(new ShowCommand());
        Add(new WaitCommand());
        Add(new ResultCommand());
        Add(new CancelCommand());
        Add(new RunJobsCommand());
        Add(new VerifyJobsCommand());
    }
}
