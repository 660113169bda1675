using System.CommandLine;
using Streaming.Application.CheckCard;
using Streaming.Application.SignCard;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Cards;

/// <summary>Where a card is written to, and who vouches for it.</summary>
sealed class CardOptions
{
    readonly Option<string?> _out;
    readonly Option<string?> _key = new("--key")
    {
        Description = "Private key to sign the file with (streaming checkpoint keygen); the signature goes beside it, as <file>.jws",
        HelpName = "path",
    };

    /// <param name="forms">What the file may be, for the help.</param>
    /// <param name="endings">And for who names another one.</param>
    /// <param name="isKnown">Whether a name is one of them.</param>
    public CardOptions(string forms, string endings, Func<string, bool> isKnown)
    {
        _out = new("--out", "-o") { Description = $"File to write, {forms} (default: Markdown on standard output)", HelpName = "path" };
        _out.Validators.Add(result => result.Refuse<string>(file => !isKnown(file), $"--out takes a file that ends in {endings}."));
    }

    public void AddTo(Command command)
    {
        command.Add(_out);
        command.Add(_key);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_key) is not null && result.GetResult(_out) is null)
                result.AddError("--key signs a file: name it with --out.");
        });
    }

    /// <summary>Writes the card, signs it where it is to be, and shows it.</summary>
    /// <param name="parsed">The command.</param>
    /// <param name="context">What to do it with.</param>
    /// <param name="card">The card.</param>
    /// <param name="write">Writes it to a file.</param>
    /// <param name="markdown">As Markdown.</param>
    /// <param name="stop">Stops.</param>
    public async Task ShowAsync<TCard>(
        ParseResult parsed,
        CommandContext context,
        TCard card,
        Action<string, TCard> write,
        Func<TCard, string> markdown,
        CancellationToken stop
    )
    {
        if (parsed.GetValue(_out) is not { } file)
        {
            context.Terminal.Result(card, () => context.Terminal.Line(markdown(card).TrimEnd()));
            return;
        }

        write(file, card);
        var signed = parsed.GetValue(_key) is { } key
            ? await context.RunAsync(new SignCardOperation(), new SignCardRequest(file, context.Key(key)), stop)
            : null;
        context.Terminal.Result(card, () =>
            context.Terminal.Line(
                signed is null
                    ? $"Written to {file}."
                    : $"Written to {file}, and signed with key {signed.Key[..16]} in {signed.Signature}. Check it anywhere: streaming card "
                        + $"check {file} --key <operator's public key>"
            )
        );
    }
}
