using System.CommandLine;

namespace Streaming.Cli.Commands.Goals;

/// <summary>Groups what is done about what is wanted of a topology's scores.</summary>
sealed class GoalsCommand : Command
{
    public GoalsCommand()
        : base("goals", "See whether scores are as good as the topology file wants them, and what is done where they are not")
    {
        Add(new ShowCommand());
        Add(new PlanCommand());
    }
}
