using System.CommandLine;
using System.CommandLine.Parsing;
using Streaming.Application.ExplainDecision;
using Streaming.Cli.Shell;
using Streaming.Topology.Model;

namespace Streaming.Cli.Commands.Explain;

/// <summary>The words of `explain` that name a recorded decision in place of a file of rows.</summary>
sealed class DecisionArguments
{
    readonly Argument<string?> _topology = new TopologyName();
    readonly Argument<string?> _id = new("id")
    {
        Description = "Event id, or lineage id (topology/stage/partition/version/row), of a scored record",
        Arity = ArgumentArity.ZeroOrOne,
    };

    readonly Option<string> _language = new("--language")
    {
        Description = "Language in which reasons are said, where the topology has them in it",
        DefaultValueFactory = _ => ReasonModel.English,
        HelpName = "tag",
    };

    /// <param name="command">Gets them.</param>
    /// <param name="ofFiles">What it needs where rows of a file are to be explained.</param>
    public void AddTo(Command command, params IReadOnlyList<Option> ofFiles)
    {
        command.Add(_topology);
        command.Add(_id);
        command.Add(_language);
        command.Validators.Add(result =>
        {
            var given = ofFiles.Where(option => result.GetResult(option) is not null).ToList();
            if (result.GetValue(_topology) is null)
            {
                if (ofFiles.Except(given).ToList() is { Count: > 0 } lacking)
                {
                    result.AddError(
                        "Name a topology and a record to explain a decision, or a model, rows and where to write their values: "
                            + $"{string.Join(", ", lacking.Select(option => option.Name))} is missing."
                    );
                }
            }
            else if (result.GetValue(_id) is null)
            {
                result.AddError("Which decision? Name the record by its event id or lineage id after the topology.");
            }
            else if (command.Options.FirstOrDefault(o => result.GetResult(o) is { Implicit: false } && !IsOfDecisions(o)) is { } other)
            {
                result.AddError($"A recorded decision is explained exactly, with the model that made it: leave {other.Name} out.");
            }
        });
    }

    /// <summary>What says something of a recorded decision, or is refused in words of its own.</summary>
    static bool IsOfDecisions(Option option) =>
        option.Name is "--language" or "--background" or "--out" or "--data" or "--wanted" or "--threshold" or "--actionable" or "--help";

    /// <summary>A recorded decision is to be explained; false: rows of a file.</summary>
    public bool Given(ParseResult parsed) => parsed.GetValue(_topology) is not null;

    /// <summary>The same, while the words are checked.</summary>
    public bool IsGiven(CommandResult result) => result.GetValue(_topology) is not null;

    /// <summary>Explains it.</summary>
    /// <param name="parsed">The words.</param>
    /// <param name="background">Rows to compare with.</param>
    /// <param name="plot">File to draw in.</param>
    /// <param name="wanted">The decision that changes are to lead to; null: any other.</param>
    /// <param name="context">Runs operations.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<int> RunAsync(
        ParseResult parsed,
        string? background,
        string? plot,
        string? wanted,
        CommandContext context,
        CancellationToken stop
    )
    {
        var request = new ExplainDecisionRequest(parsed.GetValue(_topology)!, parsed.GetValue(_id)!)
        {
            Background = background,
            Plot = plot,
            Wanted = wanted,
        };
        var explained = await context.RunAsync(new ExplainDecisionOperation(), request, stop);
        DecisionView.Show(context.Terminal, explained, parsed.GetValue(_language)!);
        return ExitCode.Done;
    }

    /// <summary>The topology, where one is named.</summary>
    sealed class TopologyName : Argument<string?>
    {
        public TopologyName()
            : base("topology")
        {
            Description = new TopologyArgument().Description;
            Arity = ArgumentArity.ZeroOrOne;
        }
    }
}
