using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;

namespace Streaming.Application.Tests.Setup;

/// <summary>An operation that does what a test wants, with the database open.</summary>
sealed class Probe(Recording recording, Func<CancellationToken, Task<int>> work, EmbeddedParts parts = EmbeddedParts.Postgres)
    : Operation<string, int>(new OperationInfo("probe.run", Role.Operator, recording))
{
    protected internal override string AboutOf(string request) => request;

    protected internal override async Task<int> RunAsync(string request, OperationContext context, CancellationToken stop)
    {
        if (parts != EmbeddedParts.None)
            await context.OpenAsync(parts, stop);
        return await work(stop);
    }
}
