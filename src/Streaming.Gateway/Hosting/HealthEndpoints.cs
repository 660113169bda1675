using Microsoft.AspNetCore.Http;
using Streaming.Application.Services;
using Streaming.Gateway.Calls;
using Streaming.Gateway.Problems;

namespace Streaming.Gateway.Hosting;

/// <summary>What is told of the server's health.</summary>
/// <param name="Status">In a word.</param>
public sealed record HealthReport(string Status);

/// <summary>Answers probes: that the process lives, and whether it can do its work. However often it is asked, the services behind are
/// asked now and then.</summary>
sealed class HealthEndpoints(ServiceHealth health, TimeProvider time, CancellationToken stop) : IDisposable
{
    static readonly TimeSpan Good = TimeSpan.FromSeconds(2);

    readonly SemaphoreSlim _asking = new(1);
    long? _askedAt;
    string? _fault;

    public static Task LiveAsync(HttpContext http) => Answers.JsonAsync(http, StatusCodes.Status200OK, new HealthReport("live"));

    public async Task ReadyAsync(HttpContext http)
    {
        var fault = stop.IsCancellationRequested ? "This server is stopping." : await FaultAsync(http.RequestAborted);
        if (fault is null)
            await Answers.JsonAsync(http, StatusCodes.Status200OK, new HealthReport("ready"));
        else
            await Problem.Of(StatusCodes.Status503ServiceUnavailable, "unready", fault).SendAsync(http);
    }

    public void Dispose() => _asking.Dispose();

    async Task<string?> FaultAsync(CancellationToken abandon)
    {
        await _asking.WaitAsync(abandon);
        try
        {
            if (_askedAt is { } at && time.GetElapsedTime(at) < Good)
                return _fault;
            _fault = await health.FaultAsync(abandon);
            _askedAt = time.GetTimestamp();
            return _fault;
        }
        finally
        {
            _asking.Release();
        }
    }
}
