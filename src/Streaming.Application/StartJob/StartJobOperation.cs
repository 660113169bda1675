using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Store.Jobs;
using Streaming.Topology;

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
        var rule = operation.JobOf(request);
        if (rule == JobRule.Never)
            throw new StreamingException($"{operation.Info.Name} cannot be left to a job: it runs where it is called.");
        var files = new JobFiles();
        var placed = JobType<TRequest, TResult>.Write(operation.Placed(request, files));
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var store = await services.JobsAsync(stop);
        var asked = new NewJob(operation.Info.Name, placed, rule == JobRule.Repeats)
        {
            About = operation.AboutOf(request),
            Who = context.Caller.Principal.Name,
            Why = context.Caller.Why,
            Files = files.All,
        };
        return new StartedJob(DescribedJob.Of(await store.AddAsync(asked, stop)), await store.HostsAsync(stop));
    }
}
