using System.CommandLine;

namespace Streaming.Cli.Commands.Contests;

/// <summary>The id of a contest.</summary>
sealed class ContestArgument : Argument<string>
{
    public ContestArgument()
        : base("contest") => Description = "Id of the contest, as the list shows it";
}
