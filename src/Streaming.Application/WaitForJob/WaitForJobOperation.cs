using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Store.Jobs;

namespace Streaming.Application.WaitForJob;

/// <summary>Waits until a job is over. Where no process works on jobs, this one runs it.</summary>
public sealed class WaitForJobOperation()
    : Operation<JobRequest, DescribedJob>(new OperationInfo("job.wait", Role.Viewer, Recording.Summarised) { Reach = Reach.Job })
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    protected internal override string AboutOf(JobRequest request) => $"{request.Id}";

    /// <inheritdoc/>
    protected internal override async Task<DescribedJob> RunAsync(JobRequest request, OperationContext context, CancellationToken stop)
    {
        var store = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).JobsAsync(stop);
        string? said = null;
        while (true)
        {
            var job = await request.FindAsync(store, context, stop);
            if (job.Ended)
                return DescribedJob.Of(job);
            if (job.State == JobState.Queued && (await store.HostsAsync(stop)).Count == 0)
            {
                var why = context.Jobs.Types.WhyNotHere(job);
                Say(
                    why is null
                        ? "No process works on jobs, so this one runs it."
                        : $"No process works on jobs, and this one cannot run it: {why}."
                );
                if (why is null && await context.Jobs.RunAsync(job.Id, context.Reporting, stop))
                    continue;
            }

            Report(job, context);
            await Task.Delay(Look, context.Time, stop);
        }

        void Say(string text)
        {
            if (said != text)
                context.Note(text);
            said = text;
        }
    }

    static void Report(Job job, OperationContext context)
    {
        foreach (var part in JobProgress.Read(job.Progress)?.Parts ?? [])
            context.Report(new Advanced(part.Part, part.Done, part.Unit, part.Fraction));
    }
}
