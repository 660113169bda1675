using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Streaming.Application.AccessLog;
using Streaming.Application.Identity;
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

    /// <summary>Knows those who call from elsewhere.</summary>
    public Doorkeeper Doorkeeper { get; } = new(services, log, time);

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
        Authorise(operation.Info, request, caller);
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
        Authorise(operation.Info, request, caller);
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

    /// <summary>What a request names as its topology; null: its operation takes none.</summary>
    public static string? TopologyOf<TRequest>(TRequest request) => ScopeRule.TopologyOf(request);

    /// <summary>What the access log says that a call is about. Callers write it, and PostgreSQL has no text with a zero in it.</summary>
    static string? About(string? about, Caller caller) => (caller.Job is { } job ? $"{about}, job {job}" : about)?.Replace('\0', '\uFFFD');

    static OperationOutcome OutcomeOf(Exception e) =>
        e switch
        {
            OperationCanceledException => OperationOutcome.Cancelled,
            RefusedException => OperationOutcome.Refused,
            _ => OperationOutcome.Failed,
        };

    OperationContext Context(RecordedCall call, Caller caller, IProgress<OperationProgress>? progress) =>
        new(services, call, caller, progress ?? Nobody, this, new JobWork(this, jobs, jobSettings, services, time, loggers), time, loggers);

    /// <summary>Before a request is read: whoever may not call an operation learns nothing of what a request should be.</summary>
    /// <param name="operation">What they want to call.</param>
    /// <param name="caller">Who.</param>
    /// <param name="topology">Where, as far as that is known already.</param>
    /// <exception cref="RefusedException">The caller does not hold the role, or not there.</exception>
    public void Admit(OperationInfo operation, Caller caller, string? topology = null)
    {
        if (!caller.Principal.Roles.Contains(operation.Role))
            throw Refused(operation, caller, new RefusedException(operation, caller.Principal));
        if (topology is not null && caller.Principal.Scope is { } scope && !scope.Topologies.Contains(topology))
            throw Refused(operation, caller, RefusedException.Elsewhere(operation, caller.Principal));
    }

    void Authorise<TRequest>(OperationInfo operation, TRequest request, Caller caller)
    {
        Admit(operation, caller);
        if (caller.Principal.Scope is { } scope && !ScopeRule.Covers(scope, operation, request))
            throw Refused(operation, caller, RefusedException.Elsewhere(operation, caller.Principal));
    }

    RefusedException Refused(OperationInfo operation, Caller caller, RefusedException refusal)
    {
        log.Count(operation, caller, OperationOutcome.Refused);
        return refusal;
    }
}
