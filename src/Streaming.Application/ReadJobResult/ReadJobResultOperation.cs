using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Topology;

namespace Streaming.Application.ReadJobResult;

/// <summary>What came of a job.</summary>
/// <param name="Operation">What it called.</param>
/// <param name="Result">What the operation answered, as it answers whoever calls it.</param>
public sealed record JobResult(long Id, string Operation, JsonElement Result)
{
    /// <summary>The same as the operation's own type.</summary>
    [JsonIgnore]
    public object? Typed { get; init; }
}

/// <summary>What came of a job that is done. It takes the role of the operation that the job called, too.</summary>
public sealed class ReadJobResultOperation()
    : Operation<JobRequest, JobResult>(new OperationInfo("job.result", Role.Viewer, Recording.Summarised) { Reach = Reach.Job })
{
    /// <inheritdoc/>
    protected internal override string AboutOf(JobRequest request) => $"{request.Id}";

    /// <inheritdoc/>
    protected internal override async Task<JobResult> RunAsync(JobRequest request, OperationContext context, CancellationToken stop)
    {
        var store = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).JobsAsync(stop);
        var job = await request.FindAsync(store, context, stop);
        var type = context.Jobs.Types.Of(job);
        context.Require(type.Info);
        if (job.Fault is { } fault)
        {
            throw new StreamingException($"Job {job.Id} has no result: {fault.Message}")
            {
                Cure = fault.Cure is { } cure ? new Cure(cure.Code, cure.Arguments) : null,
            };
        }

        var result = await store.ResultAsync(job, stop)
            ?? throw new StreamingException($"Job {job.Id} has no result: it is {job.State.ToString().ToLowerInvariant()}.")
            {
                Cure = Cure.ShowJob(job.Id),
            };
        return new JobResult(job.Id, job.Asked.Operation, JsonDocument.Parse(result).RootElement)
        {
            Typed = JsonSerializer.Deserialize(result, type.Result, ResultJson.OneLine),
        };
    }
}
