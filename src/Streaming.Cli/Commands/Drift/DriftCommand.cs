using System.CommandLine;

namespace Streaming.Cli.Commands.Drift;

/// <summary>Groups what is done about values that change.</summary>
sealed class DriftCommand : Command
{
    public DriftCommand()
        : base("drift", "Find out when values have changed; try detectors on a file")
    {
        Add(new TryCommand());
        Add(new DetectorsCommand());
    }
}
