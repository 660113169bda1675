using System.CommandLine;
using Streaming.Application.RunPipeline;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Run;

sealed class RunCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<int> _partitions = new("--partitions")
    {
        Description = "Number of partitions of topics that have to be created",
        HelpName = "n",
        DefaultValueFactory = _ => 4,
    };
    readonly Option<string> _provider = new("--provider")
    {
        Description = "What runs the model: cpu, or cuda in a GPU build",
        HelpName = "cpu|cuda",
        DefaultValueFactory = _ => "cpu",
    };
    readonly Option<int> _jobs = new("--jobs")
    {
        Description = "Number of jobs that run at a time beside the pipeline; 0: none",
        HelpName = "n",
        DefaultValueFactory = _ => 1,
    };

    readonly Option<string?> _retentionKey = new("--retention-key")
    {
        Description =
            "Private key to sign with what the topology's lineage.removal: daily removes; without it this process removes nothing",
        HelpName = "path",
    };
    readonly Option<string?> _retentionArchive = new("--retention-archive")
    {
        Description = "Write what is removed to files in this folder first",
        HelpName = "folder",
    };

    public RunCommand()
        : base("run", "Run a pipeline until Ctrl-C or SIGTERM; several processes share its partitions")
    {
        Add(_topology);
        Add(_partitions);
        Add(_provider);
        Add(_jobs);
        Add(_retentionKey);
        Add(_retentionArchive);
        _jobs.Validators.Add(result => result.Refuse<int>(jobs => jobs < 0, "--jobs must not be negative."));
        _partitions.Validators.Add(Check.Positive(_partitions));
        _provider.AcceptOnlyFromAmong([.. RunPipelineRequest.Providers]);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming run card-fraud", "with the embedded broker and PostgreSQL"),
            new("STREAMING_KAFKA=broker:9092 STREAMING_POSTGRES='Host=db;…' streaming run card-fraud", "with services of your own"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new RunPipelineRequest(
            parsed.GetRequiredValue(_topology),
            parsed.GetValue(_partitions),
            parsed.GetRequiredValue(_provider),
            parsed.GetValue(_jobs)
        )
        {
            RetentionKey = parsed.GetValue(_retentionKey) is { } key ? context.Key(key) : null,
            RetentionArchive = parsed.GetValue(_retentionArchive),
        };
        var view = new RunView(context.Terminal, context.Time);
        view.Ended(await context.Operations.RunAsync(new RunPipelineOperation(), request, context.Caller, view, stop));
        return ExitCode.Done;
    }
}
