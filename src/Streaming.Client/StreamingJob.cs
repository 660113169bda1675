using System.Net;

namespace Streaming.Client;

/// <summary>Long work that the server does: it goes on whether somebody waits for it or not, and survives a restart of both.</summary>
/// <typeparam name="T">What comes of it.</typeparam>
public sealed class StreamingJob<T>
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    readonly StreamingClient _client;

    internal StreamingJob(StreamingClient client, StartedJob started) => (_client, Started) = (client, started);

    /// <summary>As it was taken.</summary>
    public StartedJob Started { get; }

    /// <summary>Its number.</summary>
    public long Id => Started.Job.Id;

    /// <summary>How it goes.</summary>
    public async Task<DescribedJob> ShowAsync(CancellationToken stop = default) => (await _client.ShowJobAsync(Id, stop)).Job;

    /// <summary>Asks for it to stop.</summary>
    public Task CancelAsync(CancellationToken stop = default) => _client.CancelJobAsync(Id, stop);

    /// <summary>Waits for its end.</summary>
    /// <param name="progress">Told how it goes, twice a second.</param>
    /// <param name="stop">Ends the waiting, and not the job.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="StreamingCallException">It failed, or was cancelled; the message says why.</exception>
    public async Task<T> WaitAsync(IProgress<DescribedJob>? progress = null, CancellationToken stop = default)
    {
        while (true)
        {
            var job = await ShowAsync(stop);
            progress?.Report(job);
            if (job.State is JobState.Done)
                return await _client.ResultAsync<T>(Id, stop);
            if (job.State is JobState.Failed or JobState.Cancelled or JobState.Interrupted)
            {
                throw new StreamingCallException(
                    HttpStatusCode.Conflict,
                    job.Fault?.Message ?? $"Job {Id} was {job.State.ToString().ToLowerInvariant()}.",
                    job.Fault?.Code ?? "interrupted"
                );
            }

            await Task.Delay(Look, stop);
        }
    }
}
