using System.Globalization;
using Microsoft.Extensions.Logging;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Store.Jobs;

namespace Streaming.Application.Jobs;

/// <summary>Works on jobs in this process, on behalf of those who asked for them.</summary>
sealed class JobWork(
    OperationRunner runner,
    JobTypes types,
    JobSettings settings,
    StreamingServices services,
    TimeProvider time,
    ILoggerFactory loggers
)
{
    /// <summary>This process, machine/process.</summary>
    public static string Host { get; } = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}");

    /// <summary>What jobs there are.</summary>
    public JobTypes Types => types;

    /// <summary>Times of those who work on them.</summary>
    public JobSettings Settings => settings;

    /// <summary>Takes a job, where no other host has it, and works on it until it ends or this stops.</summary>
    /// <returns>False: another host has it, or it is over.</returns>
    public async Task<bool> RunAsync(long id, IProgress<OperationProgress>? further, CancellationToken stop)
    {
        if (await (await services.JobsAsync(stop)).TryTakeAsync(id, Host, settings.Lease, stop) is not { } lease)
            return false;
        var job = lease.Job;
        // Whether they may was asked when they asked for it.
        await new JobRun(lease, settings, time, further).RunAsync(
            (progress, over) =>
            {
                var type = types.Of(job);
                var roles = new HashSet<Role>([type.Info.Role, .. job.Asked.Personal ? [Role.PrivacyOfficer] : Array.Empty<Role>()]);
                var caller = new Caller(new Principal(job.Asked.Who, roles), job.Asked.Why) { Job = job.Id };
                return type.RunAsync(runner, job.Asked.Request, caller, progress, over);
            },
            stop
        );
        return true;
    }

    /// <summary>Works on all that wait, until it is stopped.</summary>
    /// <param name="slots">So many at a time.</param>
    /// <param name="apart">In processes of their own, where this program can.</param>
    /// <param name="stop">Ends it: jobs go back to those that wait.</param>
    public Task HostAsync(int slots, bool apart, CancellationToken stop)
    {
        Func<Job, CancellationToken, Task> run =
            apart && services.JobVerb is { } verb
                ? new JobProcess(verb, services.Connections).RunAsync
                : (job, ct) => RunAsync(job.Id, null, ct);
        return new JobHost(services.JobsAsync, types, run, slots, settings, time, loggers.CreateLogger<JobHost>()).RunAsync(stop);
    }
}
