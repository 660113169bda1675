using Streaming.Application.Operations;
using Streaming.Store.Jobs;
using Streaming.Topology;

namespace Streaming.Application.Jobs;

/// <summary>Makes a job of a call.</summary>
static class JobAsking
{
    /// <summary>The call as a host elsewhere can make it.</summary>
    /// <exception cref="StreamingException">It cannot be a job, or a file that it names is not there.</exception>
    public static NewJob Of<TRequest, TResult>(Operation<TRequest, TResult> operation, TRequest request, string? who, string? why)
    {
        var rule = operation.JobOf(request);
        if (rule == JobRule.Never)
            throw new StreamingException($"{operation.Info.Name} cannot be left to a job: it runs where it is called.");
        var files = new JobFiles();
        var placed = JobType<TRequest, TResult>.Write(operation.Placed(request, files));
        return new NewJob(operation.Info.Name, placed, rule == JobRule.Repeats)
        {
            About = operation.AboutOf(request),
            Who = who,
            Why = why,
            Topology = ScopeRule.TopologyOf(request) is { } topology ? TopologyLoader.Load(topology).Name : null,
            Files = files.All,
        };
    }
}
