using System.CommandLine;

namespace Streaming.Cli.Commands.Datasets;

/// <summary>Groups what can be done with what models were trained on.</summary>
sealed class DatasetsCommand : Command
{
    public DatasetsCommand()
        : base("datasets", "List, show, compare and write what models were trained on, by id")
    {
        Add(new ListCommand());
        Add(new ShowCommand());
        Add(new DatasetExportCommand());
        Add(new DiffCommand());
    }
}
