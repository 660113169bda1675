using Streaming.Application.Operations;
using Streaming.Store.Jobs;
using Streaming.Topology;

namespace Streaming.Application.Jobs;

/// <summary>The operations that may be jobs, by name.</summary>
public sealed class JobTypes(IEnumerable<JobType> types)
{
    readonly Dictionary<string, JobType> _types = types.ToDictionary(t => t.Info.Name, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IEnumerable<JobType> All => _types.Values;

    /// <summary>Why this process cannot run a job; null where it can.</summary>
    internal string? WhyNotHere(Job job) =>
        Find(job.Asked.Operation) is not { } type ? $"this version has no operation {job.Asked.Operation}"
        : !type.Understands(job.Asked.Request) ? "the request was made by another version"
        : job.Asked.Files.Select(JobFiles.WhyNotHere).FirstOrDefault(why => why is not null);

    /// <summary>What runs a job.</summary>
    /// <exception cref="StreamingException">This version does not know it.</exception>
    internal JobType Of(Job job) =>
        Find(job.Asked.Operation)
        ?? throw new StreamingException(
            $"Job {job.Id} calls {job.Asked.Operation}, which this version does not know: use the version that it was requested with."
        );

    /// <summary>What a job's result may be read by: who may call the operation.</summary>
    internal OperationInfo InfoOf(Job job) => Of(job).Info;

    JobType? Find(string operation) => _types.GetValueOrDefault(operation);
}
