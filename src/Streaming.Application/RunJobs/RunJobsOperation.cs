using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Topology;

namespace Streaming.Application.RunJobs;

/// <param name="Id">Run this one, and end with it; null: all that wait, until stopped.</param>
/// <param name="Slots">So many at a time.</param>
public sealed record RunJobsRequest(long? Id = null, int Slots = 1);

/// <summary>This process worked on jobs.</summary>
/// <param name="Seconds">For so long.</param>
public sealed record RanJobs(double Seconds);

/// <summary>Works on jobs in this process, with no pipeline beside them.</summary>
public sealed class RunJobsOperation() : Operation<RunJobsRequest, RanJobs>(new OperationInfo("job.run", Role.Operator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string? AboutOf(RunJobsRequest request) =>
        request.Id?.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    protected internal override async Task<RanJobs> RunAsync(RunJobsRequest request, OperationContext context, CancellationToken stop)
    {
        var started = context.Time.GetTimestamp();
        await context.OpenAsync(EmbeddedParts.Postgres, stop);
        if (request.Id is not { } id)
        {
            await context.Jobs.HostAsync(request.Slots, apart: false, stop);
        }
        else if (!await context.Jobs.RunAsync(id, context.Reporting, stop))
        {
            throw new StreamingException($"Job {id} is not waiting: it has ended, or another process is working on it.")
            {
                Cure = Cure.ShowJob(id),
            };
        }

        return new RanJobs(Math.Round(context.Time.GetElapsedTime(started).TotalSeconds, 3));
    }
}
