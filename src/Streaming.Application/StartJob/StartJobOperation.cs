using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;

namespace Streaming.Application.StartJob;

/// <summary>A job that was asked for.</summary>
/// <param name="Job">As it waits.</param>
/// <param name="Hosts">Processes that work on jobs at the moment; with none it waits until there is one.</param>
public sealed record StartedJob(DescribedJob Job, IReadOnlyList<string> Hosts);

/// <summary>Leaves an operation to whichever host has time for it. Whoever may call the operation may do so.</summary>
/// <typeparam name="TRequest">What is asked for.</typeparam>
/// <typeparam name="TResult">What comes of it.</typeparam>
public sealed class StartJobOperation<TRequest, TResult>(Operation<TRequest, TResult> operation)
    : Operation<TRequest, StartedJob>(new OperationInfo("job.start", operation.Info.Role, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(TRequest request) => $"{operation.Info.Name} {operation.AboutOf(request)}".TrimEnd();

    /// <inheritdoc/>
    protected internal override async Task<StartedJob> RunAsync(TRequest request, OperationContext context, CancellationToken stop)
    {
        var principal = context.Caller.Principal;
        var asked = JobAsking.Of(operation, request, principal.Name, context.Caller.Why) with { Personal = principal.SeesPersonal };
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var store = await services.JobsAsync(stop);
        return new StartedJob(DescribedJob.Of(await store.AddAsync(asked, stop)), await store.HostsAsync(stop));
    }
}
