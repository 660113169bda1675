using Polly;
using Polly.Retry;

namespace Streaming.Store.Postgres;

/// <summary>Lets writers of the same thing that meet write again, each after a time of its own.</summary>
static class WriterRetry
{
    /// <param name="conflicts">What is thrown where another writer was first.</param>
    public static ResiliencePipeline For(PredicateBuilder<object> conflicts) =>
        new ResiliencePipelineBuilder()
            .AddRetry(
                new RetryStrategyOptions
                {
                    ShouldHandle = conflicts,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = TimeSpan.FromMilliseconds(5),
                    MaxDelay = TimeSpan.FromMilliseconds(250),
                    MaxRetryAttempts = 100,
                }
            )
            .Build();
}
