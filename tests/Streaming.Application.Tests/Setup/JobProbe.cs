using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;

namespace Streaming.Application.Tests.Setup;

/// <param name="Name">What a test knows it by.</param>
/// <param name="File">A file that it reads; null: none.</param>
public sealed record ProbeRequest(string Name, string? File = null);

public sealed record ProbeResult(string Name, int Runs);

/// <summary>An operation that may be a job and does what a test wants.</summary>
sealed class JobProbe(Func<ProbeRequest, OperationContext, CancellationToken, Task<int>> work, JobRule rule = JobRule.Repeats)
    : Operation<ProbeRequest, ProbeResult>(new OperationInfo("probe.work", Role.Auditor, Recording.Always) { Job = rule })
{
    protected internal override string AboutOf(ProbeRequest request) => request.Name;

    protected internal override ProbeRequest Placed(ProbeRequest request, JobFiles files) =>
        request with
        {
            File = request.File is { } file ? files.Reads(file) : null,
        };

    protected internal override async Task<ProbeResult> RunAsync(ProbeRequest request, OperationContext context, CancellationToken stop)
    {
        await context.OpenAsync(EmbeddedParts.Postgres, stop);
        return new ProbeResult(request.Name, await work(request, context, stop));
    }
}
