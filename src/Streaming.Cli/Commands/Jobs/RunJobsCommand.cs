using System.CommandLine;
using Streaming.Application.RunJobs;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Jobs;

sealed class RunJobsCommand : CliCommand
{
    readonly Argument<long?> _job = new("job")
    {
        Description = "Run this one, and end with it (default: all that wait, until Ctrl-C)",
        Arity = ArgumentArity.ZeroOrOne,
    };
    readonly Option<int> _slots = new("--slots")
    {
        Description = "So many at a time",
        HelpName = "n",
        DefaultValueFactory = _ => 1,
    };
    readonly Option<bool> _untilEof = new("--until-eof")
    {
        Description = "Stop when standard input ends: for programs that start this one",
    };

    public RunJobsCommand()
        : base("run", "Run jobs in this process, with no pipeline beside them")
    {
        Add(_job);
        Add(_slots);
        Add(_untilEof);
        _slots.Validators.Add(Check.Positive(_slots));
    }

    /// <summary>The words by which a program runs one job in a process of its own; the job's number follows.</summary>
    public static IReadOnlyList<string> One { get; } = ["jobs", "run", "--until-eof"];

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming jobs run", "on a machine for long work; `streaming run` does so beside its pipeline"),
            new("streaming jobs run 17", "job 17, here and now"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (parsed.GetValue(_untilEof))
            _ = EndWithInputAsync(over);
        var request = new RunJobsRequest(parsed.GetValue(_job), parsed.GetValue(_slots));
        if (request.Id is null)
            context.Terminal.Note("Running jobs. Ctrl-C stops it.");
        var ran = await context.RunAsync(new RunJobsOperation(), request, over.Token);
        if (request.Id is null)
            context.Terminal.Result(ran, () => context.Terminal.Line("Stopped; jobs that were under way wait again."));
        return ExitCode.Done;
    }

    static async Task EndWithInputAsync(CancellationTokenSource over)
    {
        await Console.OpenStandardInput().CopyToAsync(Stream.Null);
        try
        {
            await over.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The job was over before.
        }
    }
}
