using System.CommandLine;

namespace Streaming.Cli.Commands.Cards;

/// <summary>Groups what can be done with cards that were written; <c>models card</c> and <c>topology card</c> write them.</summary>
sealed class CheckedCardsCommand : Command
{
    public CheckedCardsCommand()
        : base("card", "Check a model card or a system card, with nothing but the operator's public key") => Add(new CheckCommand());
}
