using System.CommandLine;
using Streaming.Application.CheckCard;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Cards;

sealed class CheckCommand : CliCommand
{
    /// <summary>Places that are shown, and lines of each.</summary>
    const int Shown = 5;

    readonly Argument<string> _file = new("file") { Description = "A card; its signature lies beside it, as <file>.jws" };
    readonly Option<string> _key = new("--key")
    {
        Description = "Public key of the operator",
        HelpName = "path",
        Required = true,
    };

    public CheckCommand()
        : base("check", "Tell whether a card is what was signed, and if not, which lines were changed; needs neither database nor broker")
    {
        Add(_file);
        Add(_key);
    }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming card check card.html --key operator.pub.pem", "exit code 1 where it is not, or is not signed by this key")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var key = context.Key(parsed.GetRequiredValue(_key));
        var request = new CheckCardRequest(parsed.GetRequiredValue(_file), key);
        var found = await context.RunAsync(new CheckCardOperation(), request, stop);
        context.Terminal.Result(found, () =>
        {
            if (found.AsSigned)
            {
                context.Terminal.Line($"{found.File} is what key {found.Key} signed, to the last byte.");
                return;
            }

            context.Terminal.Line($"{found.File} was changed after key {found.Key} signed it:");
            foreach (var changed in found.Changed.Take(Shown))
            {
                context.Terminal.Line($"line {changed.First}");
                Lines("signed", changed.Signed);
                Lines("now", changed.Found);
            }

            if (found.Changed.Count > Shown)
                context.Terminal.Line($"and in {found.Changed.Count - Shown} places more");
        });
        return found.AsSigned ? ExitCode.Done : ExitCode.Failed;

        void Lines(string what, IReadOnlyList<string> lines)
        {
            if (lines.Count == 0)
                context.Terminal.Line($"  {what + ":", -8} nothing");
            foreach (var line in lines.Take(Shown))
                context.Terminal.Line($"  {what + ":", -8} {Printable.Text(line)}");
            if (lines.Count > Shown)
                context.Terminal.Line($"  {"", -8} and {lines.Count - Shown} lines more");
        }
    }
}
