using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Streaming.Application.Services;

namespace Streaming.Application.Operations;

/// <summary>The one way to run an operation: authorise, then run. Thread-safe; one a process is enough.</summary>
public sealed class OperationRunner(StreamingServices services, TimeProvider time, ILoggerFactory loggers)
{
    static readonly IProgress<OperationProgress> Nobody = new Reporter<OperationProgress>(_ => { });

    /// <summary>Runs an operation to its end.</summary>
    /// <param name="operation">What to do.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="progress">Told how it goes; may be called from several threads at once.</param>
    /// <param name="stop">Gives up, in the operation's own time.</param>
    /// <exception cref="RefusedException">The caller may not.</exception>
    /// <exception cref="Topology.StreamingException">It cannot be done; the message says why.</exception>
    public async Task<TResult> RunAsync<TRequest, TResult>(
        Operation<TRequest, TResult> operation, TRequest request, Caller caller, IProgress<OperationProgress>? progress = null, CancellationToken stop = default)
    {
        Authorise(operation.Info, caller);
        return await operation.RunAsync(request, Context(caller, progress), stop);
    }

    /// <summary>Runs an operation whose result is a stream, for as long as it is read.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async IAsyncEnumerable<TItem> StreamAsync<TRequest, TItem>(
        StreamOperation<TRequest, TItem> operation, TRequest request, Caller caller, IProgress<OperationProgress>? progress = null,
        [EnumeratorCancellation] CancellationToken stop = default)
    {
        Authorise(operation.Info, caller);
        await foreach (var item in operation.RunAsync(request, Context(caller, progress), stop)) yield return item;
    }

    OperationContext Context(Caller caller, IProgress<OperationProgress>? progress) => new(services, caller, progress ?? Nobody, time, loggers);

    static void Authorise(OperationInfo operation, Caller caller)
    {
        if (!caller.Principal.Roles.Contains(operation.Role)) throw new RefusedException(operation, caller.Principal);
    }
}
