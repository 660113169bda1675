using System.CommandLine;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Lineage.Evidence;
using Streaming.Topology;

namespace Streaming.Cli.Commands.EvidenceOf;

internal sealed class CheckCommand : CliCommand
{
    readonly Argument<string> _file = new("file") { Description = "Evidence, as streaming lineage --evidence wrote it" };
    readonly Option<string> _key = new("--key") { Description = "Public key of the operator", HelpName = "path", Required = true };

    public CheckCommand()
        : base("check", "Prove that a record is in the lineage an operator signed; needs neither database nor broker")
    {
        Add(_file);
        Add(_key);
    }

    public override IReadOnlyList<Example> Examples => [new("streaming evidence check evidence.json --key operator.pub.pem", "exit code 1 where it proves nothing")];

    protected override Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        var file = words.GetRequiredValue(_file);
        using var key = KeyFiles.ReadKey(words.GetRequiredValue(_key), context.Variable(KeyFiles.PasswordVariable));
        var evidence = KeyFiles.ReadEvidence(file);
        try
        {
            EvidenceView.Proved(context.Terminal, EvidenceVerifier.Verify(evidence, key), key);
            return Task.FromResult(ExitCode.Done);
        }
        catch (EvidenceException e)
        {
            throw new StreamingException($"{file} proves nothing: {e.Message}.", e);
        }
    }
}
