using System.Collections.Concurrent;

namespace Streaming.Gateway.Inference;

/// <summary>What became of requests for a model since this server started.</summary>
/// <param name="Done">Requests that were answered.</param>
/// <param name="Rows">Of those.</param>
/// <param name="DoneNanoseconds">How long those took together.</param>
/// <param name="Failed">Requests that were not.</param>
/// <param name="FailedNanoseconds">How long those took together.</param>
/// <param name="Last">When the last one was answered; null: none was.</param>
sealed record InferCounts(long Done, long Rows, long DoneNanoseconds, long Failed, long FailedNanoseconds, DateTimeOffset? Last);

/// <summary>Counts requests by model, of those that are offered.</summary>
sealed class InferStatistics(TimeProvider time)
{
    readonly ConcurrentDictionary<string, InferCounts> _counts = new(StringComparer.Ordinal);

    /// <summary>Of a model.</summary>
    public InferCounts Of(string model) => _counts.GetValueOrDefault(model) ?? new InferCounts(0, 0, 0, 0, 0, null);

    /// <summary>Counts a request.</summary>
    /// <param name="model">One that is offered.</param>
    /// <param name="started">By the clock's time stamps.</param>
    /// <param name="rows">So many were answered; null: it failed.</param>
    public void Count(string model, long started, int? rows)
    {
        var took = time.GetElapsedTime(started).Ticks * TimeSpan.NanosecondsPerTick;
        _counts.AddOrUpdate(model, _ => Plus(Of(model)), (_, counts) => Plus(counts));

        InferCounts Plus(InferCounts counts) =>
            rows is { } answered
                ? counts with
                {
                    Done = counts.Done + 1,
                    Rows = counts.Rows + answered,
                    DoneNanoseconds = counts.DoneNanoseconds + took,
                    Last = time.GetUtcNow(),
                }
                : counts with
                {
                    Failed = counts.Failed + 1,
                    FailedNanoseconds = counts.FailedNanoseconds + took,
                };
    }

    /// <summary>When a request begins.</summary>
    public long Start() => time.GetTimestamp();
}
