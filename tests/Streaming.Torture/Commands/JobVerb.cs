using System.CommandLine;
using Streaming.Cli.Shell;
using Streaming.Torture.Children;

namespace Streaming.Torture.Commands;

/// <summary>A job that a process started which serves learning runs.</summary>
sealed class JobVerb : CliCommand
{
    readonly Argument<double> _lease = new("lease");
    readonly Argument<long> _job = new("job");

    public JobVerb()
        : base(Verbs.Job, "Run a job of what torture attacks")
    {
        Hidden = true;
        Add(_lease);
        Add(_job);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var lease = TimeSpan.FromSeconds(parsed.GetValue(_lease));
        await LearningChild.RunJobAsync(parsed.GetValue(_job), lease, context.Connections, context.Loggers, Lifeline.Watch(stop));
        return ExitCode.Done;
    }
}
