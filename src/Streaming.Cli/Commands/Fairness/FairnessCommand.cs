using System.CommandLine;

namespace Streaming.Cli.Commands.Fairness;

/// <summary>Groups what tells whether decisions treat groups of people alike.</summary>
sealed class FairnessCommand : Command
{
    public FairnessCommand()
        : base("fairness", "See whether decisions treat the groups that the topology file declares alike")
    {
        Add(new ShowCommand());
        Add(new ProxiesCommand());
        Add(new ThresholdsCommand());
    }
}
