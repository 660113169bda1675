using System.Text.Json.Serialization;
using Streaming.Application.Identity;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;

namespace Streaming.Application.Serve;

/// <summary>What is to be served.</summary>
/// <param name="Addresses">Where it listens, for the access log.</param>
/// <param name="Jobs">So many jobs at a time beside it; 0: none.</param>
public sealed record ServeRequest(IReadOnlyList<string> Addresses, int Jobs = 1)
{
    /// <summary>The door itself: it is open until its token is cancelled, and ends in its own time.</summary>
    [JsonIgnore]
    public required Func<ServiceHealth, Doorkeeper, CancellationToken, Task> Door { get; init; }
}

/// <summary>A door was open.</summary>
/// <param name="Seconds">For so long.</param>
public sealed record Served(double Seconds);

/// <summary>
/// Keeps a door to operations open until it is stopped, with the services that they need open before the first call, and runs jobs beside
/// it: whoever leaves one at the door finds a host.
/// </summary>
public sealed class ServeOperation() : Operation<ServeRequest, Served>(new OperationInfo("gateway.serve", Role.Operator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ServeRequest request) => string.Join(' ', request.Addresses);

    /// <inheritdoc/>
    protected internal override async Task<Served> RunAsync(ServeRequest request, OperationContext context, CancellationToken stop)
    {
        var services = await context.OpenAsync(EmbeddedParts.All, stop);
        var started = context.Time.GetTimestamp();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var jobs = request.Jobs > 0 ? context.Jobs.HostAsync(request.Jobs, apart: true, over.Token) : Task.CompletedTask;
        try
        {
            await request.Door(new ServiceHealth(services), context.Runner.Doorkeeper, over.Token);
        }
        finally
        {
            await over.CancelAsync();
            await jobs;
        }

        return new Served(Math.Round(context.Time.GetElapsedTime(started).TotalSeconds, 3));
    }
}
