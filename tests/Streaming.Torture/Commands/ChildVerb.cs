using System.CommandLine;
using System.Text.Json;
using Streaming.Cli.Shell;
using Streaming.Torture.Children;

namespace Streaming.Torture.Commands;

/// <summary>One of the processes that torture attacks; started by it, not by people.</summary>
sealed class ChildVerb<TSpec> : CliCommand
{
    readonly Argument<string> _spec = new("spec");
    readonly Func<TSpec, CommandContext, CancellationToken, Task> _run;

    public ChildVerb(string name, Func<TSpec, CommandContext, CancellationToken, Task> run)
        : base(name, "Run a part of what torture attacks")
    {
        Hidden = true;
        _run = run;
        Add(_spec);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        try
        {
            await _run(JsonSerializer.Deserialize<TSpec>(parsed.GetRequiredValue(_spec))!, context, Lifeline.Watch(stop));
            return ExitCode.Done;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Lifeline.SayFault($"{e.GetType().Name}: {e.Message}");
            throw;
        }
    }
}
