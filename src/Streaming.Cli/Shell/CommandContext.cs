using Microsoft.Extensions.Logging;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Application.Settings;

namespace Streaming.Cli.Shell;

/// <summary>What a running command works with.</summary>
/// <param name="Operations">Runs what can be done.</param>
/// <param name="Caller">On whose behalf.</param>
/// <param name="Variable">Environment variables; null for one that is not set.</param>
public sealed record CommandContext(
    Terminal Terminal,
    OperationRunner Operations,
    Caller Caller,
    Connections Connections,
    ILoggerFactory Loggers,
    TimeProvider Time,
    Func<string, string?> Variable
)
{
    /// <summary>A key's file; what opens an encrypted one is in the environment.</summary>
    internal KeyFile Key(string path) => new(path, Variable(KeyFile.PasswordVariable));

    /// <summary>Runs an operation and shows how it goes: notes as lines, and bars where somebody looks.</summary>
    internal async Task<TResult> RunAsync<TRequest, TResult>(
        Operation<TRequest, TResult> operation,
        TRequest request,
        CancellationToken stop
    )
    {
        await using var progress = new ProgressView(Terminal);
        return await Operations.RunAsync(operation, request, Caller, progress, stop);
    }

    /// <summary>Runs an operation whose result is a stream.</summary>
    internal IAsyncEnumerable<TItem> StreamAsync<TRequest, TItem>(
        StreamOperation<TRequest, TItem> operation,
        TRequest request,
        CancellationToken stop
    ) =>
        Operations.StreamAsync(
            operation,
            request,
            Caller,
            new Reporter<OperationProgress>(said => ProgressView.Note(Terminal, said)),
            stop
        );
}
