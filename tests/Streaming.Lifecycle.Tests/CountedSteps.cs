using System.Collections.Concurrent;
using Streaming.Lifecycle.Messages;
using Streaming.Topology;

namespace Streaming.Lifecycle.Tests;

/// <summary>A queue of jobs as the product's: the same step of a run is one job, however often it is asked for.</summary>
sealed class CountedSteps : ILearningSteps
{
    readonly ConcurrentDictionary<(Guid, LearningStep), long> _jobs = new();
    long _last;

    public IReadOnlyDictionary<(Guid Run, LearningStep Step), long> Jobs => _jobs;

    public ConcurrentQueue<string> Said { get; } = new();

    /// <summary>The process dies once it has asked for this step, before it has written that down.</summary>
    public LearningStep? DiesAfter { get; set; }

    /// <summary>It cannot be begun, and never will be.</summary>
    public LearningStep? Refuses { get; set; }

    public Task<long> BeginAsync(BeginRun message, CancellationToken stop) =>
        Job(message.Run, message.Version is null ? LearningStep.Train : LearningStep.Watch);

    public Task<long> StartAsync(LearningRun run, LearningStep step, int version, CancellationToken stop) => Job(run.CorrelationId, step);

    public Task StopAsync(LearningRun run, string? who, string why, CancellationToken stop) => Say($"stopped job {run.Job}: {why}");

    public Task StopAsync(BeginRun message, string why, CancellationToken stop) => Say($"stopped {message.Id}: {why}");

    public Task TakeBackAsync(LearningRun run, int version, string? who, string why, CancellationToken stop) =>
        Say($"took back {version}: {why}");

    Task<long> Job(Guid run, LearningStep step)
    {
        if (Refuses == step)
            throw new StreamingException("the file is not there");
        var job = _jobs.GetOrAdd((run, step), _ => Interlocked.Increment(ref _last));
        if (DiesAfter != step)
            return Task.FromResult(job);
        DiesAfter = null;
        throw new KilledException();
    }

    Task Say(string text)
    {
        Said.Enqueue(text);
        return Task.CompletedTask;
    }
}

sealed class KilledException : Exception;
