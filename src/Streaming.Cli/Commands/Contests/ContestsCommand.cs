using System.CommandLine;

namespace Streaming.Cli.Commands.Contests;

/// <summary>Groups what can be done about contested decisions.</summary>
sealed class ContestsCommand : Command
{
    public ContestsCommand()
        : base("contests", "See which decisions are contested, and answer")
    {
        Add(new ListCommand());
        Add(new ShowCommand());
        Add(new AnswerCommand());
        Add(new AgreeCommand());
    }
}
