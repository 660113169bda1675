using Microsoft.AspNetCore.Http;
using Streaming.Gateway.Calls;
using Streaming.Gateway.Problems;

namespace Streaming.Gateway.Hosting;

/// <summary>What is told of the server's health.</summary>
/// <param name="Status">In a word.</param>
public sealed record HealthReport(string Status);

/// <summary>Answers probes: that the process lives, and whether it can do its work. However often it is asked, the services behind are
/// asked now and then.</summary>
/// <param name="fault">What is wrong with the services behind; null: nothing.</param>
/// <param name="load">Loads what is needed before the first request; again where it failed.</param>
/// <param name="time">The clock.</param>
/// <param name="stop">The server stops.</param>
sealed class HealthEndpoints(
    Func<CancellationToken, Task<string?>> fault,
    Func<CancellationToken, Task> load,
    TimeProvider time,
    CancellationToken stop
) : IDisposable
{
    /// <summary>What is said while models are loaded.</summary>
    public const string Loading = "Models are being loaded.";

    /// <summary>A probe waits so long for what takes but a moment.</summary>
    static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    /// <summary>So long an answer of the services behind is taken for the next.</summary>
    public static readonly TimeSpan Good = TimeSpan.FromSeconds(2);

    readonly SemaphoreSlim _asking = new(1);
    long? _askedAt;
    string? _fault;
    Task? _loading;

    public static Task LiveAsync(HttpContext http) => Answers.JsonAsync(http, StatusCodes.Status200OK, new HealthReport("live"));

    public async Task ReadyAsync(HttpContext http)
    {
        if (await FaultAsync(http.RequestAborted) is not { } found)
            await Answers.JsonAsync(http, StatusCodes.Status200OK, new HealthReport("ready"));
        else
            await Problem.Of(StatusCodes.Status503ServiceUnavailable, "unready", found).SendAsync(http);
    }

    public void Dispose() => _asking.Dispose();

    string? Known(string? found)
    {
        (_fault, _askedAt) = (found, time.GetTimestamp());
        return found;
    }

    /// <summary>Why it cannot do its work; null: it can.</summary>
    public async Task<string?> FaultAsync(CancellationToken abandon)
    {
        if (stop.IsCancellationRequested)
            return "This server is stopping.";
        await _asking.WaitAsync(abandon);
        try
        {
            if (_askedAt is { } at && time.GetElapsedTime(at) < Good)
                return _fault;
            if (await fault(abandon) is { } down)
                return Known(down);
            _loading ??= load(stop);
            await _loading.WaitAsync(Moment, abandon).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_loading.IsCompleted)
                return Loading;
            if (_loading.Exception is not { InnerException: { } why })
                return Known(null);
            _loading = null;
            return Known($"Models cannot be loaded: {why.Message}");
        }
        finally
        {
            _asking.Release();
        }
    }
}
