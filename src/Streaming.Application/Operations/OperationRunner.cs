using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Streaming.Application.AccessLog;
using Streaming.Application.Jobs;
using Streaming.Application.Services;

namespace Streaming.Application.Operations;

/// <summary>The one way to run an operation: authorise, run, record. Thread-safe; one a process is enough.</summary>
public sealed class OperationRunner(
    StreamingServices services,
    AccessLogWriter log,
    JobTypes jobs,
    JobSettings jobSettings,
    TimeProvider time,
    ILoggerFactory loggers
)
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
        Operation<TRequest, TResult> operation,
        TRequest request,
        Caller caller,
        IProgress<OperationProgress>? progress = null,
        CancellationToken stop = default
    )
    {
        Authorise(operation.Info, caller);
        var call = new RecordedCall(log, operation.Info, caller, About(operation.AboutOf(request), caller));
        try
        {
            var result = await operation.RunAsync(request, Context(call, caller, progress), stop);
            await call.EndedAsync(OperationOutcome.Done);
            return result;
        }
        catch (Exception e)
        {
            await call.EndedAsync(OutcomeOf(e), e.Message);
            throw;
        }
    }

    /// <summary>Runs an operation whose result is a stream, for as long as it is read.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async IAsyncEnumerable<TItem> StreamAsync<TRequest, TItem>(
        StreamOperation<TRequest, TItem> operation,
        TRequest request,
        Caller caller,
        IProgress<OperationProgress>? progress = null,
        [EnumeratorCancellation] CancellationToken stop = default
    )
    {
        Authorise(operation.Info, caller);
        var call = new RecordedCall(log, operation.Info, caller, About(operation.AboutOf(request), caller));
        // Whoever reads may stop when they have enough: that is no fault.
        var (outcome, detail) = (OperationOutcome.Done, (string?)null);
        try
        {
            await using var items = operation.RunAsync(request, Context(call, caller, progress), stop).GetAsyncEnumerator(stop);
            while (true)
            {
                try
                {
                    if (!await items.MoveNextAsync())
                        break;
                }
                catch (Exception e)
                {
                    (outcome, detail) = (OutcomeOf(e), e.Message);
                    throw;
                }

                yield return items.Current;
            }
        }
        finally
        {
            await call.EndedAsync(outcome, detail);
        }
    }

    static string? About(string? about, Caller caller) => caller.Job is { } job ? $"{about}, job {job}" : about;

    static OperationOutcome OutcomeOf(Exception e) =>
        e switch
        {
            OperationCanceledException => OperationOutcome.Cancelled,
            RefusedException => OperationOutcome.Refused,
            _ => OperationOutcome.Failed,
        };

    OperationContext Context(RecordedCall call, Caller caller, IProgress<OperationProgress>? progress) =>
        new(services, call, caller, progress ?? Nobody, this, new JobWork(this, jobs, jobSettings, services, time, loggers), time, loggers);

    void Authorise(OperationInfo operation, Caller caller)
    {
        if (caller.Principal.Roles.Contains(operation.Role))
            return;
        log.Count(operation, caller, OperationOutcome.Refused);
        throw new RefusedException(operation, caller.Principal);
    }
}
