using System.CommandLine;

namespace Streaming.Cli.Commands.EvidenceOf;

/// <summary>Groups what can be done with evidence; it is made by <c>streaming lineage --evidence</c>.</summary>
sealed class EvidenceCommand : Command
{
    public EvidenceCommand()
        : base("evidence", "Check the proof of a record, with nothing but the operator's public key") => Add(new CheckCommand());
}
