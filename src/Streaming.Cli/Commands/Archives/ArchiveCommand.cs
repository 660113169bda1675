using System.CommandLine;

namespace Streaming.Cli.Commands.Archives;

/// <summary>Groups what can be done with archives of removed lineage.</summary>
sealed class ArchiveCommand : Command
{
    public ArchiveCommand()
        : base("archive", "Check files with lineage that was removed") => Add(new CheckCommand());
}
