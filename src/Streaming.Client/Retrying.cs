using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;

namespace Streaming.Client;

/// <summary>What is tried again, and when.</summary>
static class Retrying
{
    static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Calls, by how they may be repeated.</summary>
    public static void Add(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, StreamingClientOptions options)
    {
        if (options.Retries > 0)
            pipeline.AddRetry(Rule(options.Retries, args => IsWorthIt(RuleOf(args.Context.GetRequestMessage()), args.Outcome)));
    }

    /// <summary>A stream that is to be opened, for as long as it takes. What is wrong with the request itself stays wrong.</summary>
    public static ResiliencePipeline<HttpResponseMessage> ForEver { get; } =
        new ResiliencePipelineBuilder<HttpResponseMessage>()
            .AddRetry(Rule(int.MaxValue, args => IsWorthIt(Repeating.Harmless, args.Outcome)))
            .Build();

    static HttpRetryStrategyOptions Rule(int retries, Func<RetryPredicateArguments<HttpResponseMessage>, bool> isWorthIt) =>
        new()
        {
            MaxRetryAttempts = retries,
            BackoffType = DelayBackoffType.Exponential,
            Delay = First,
            MaxDelay = Longest,
            UseJitter = true,
            // Whoever says when to come again is listened to.
            ShouldRetryAfterHeader = true,
            ShouldHandle = args => ValueTask.FromResult(isWorthIt(args)),
        };

    static Repeating RuleOf(HttpRequestMessage? request) =>
        request is not null && request.Options.TryGetValue(Calls.Rule, out var rule) ? rule : Repeating.Never;

    static bool IsWorthIt(Repeating rule, Outcome<HttpResponseMessage> outcome) =>
        rule switch
        {
            Repeating.Never => false,
            Repeating.Refused => outcome.Result?.StatusCode == HttpStatusCode.TooManyRequests,
            _ => outcome.Exception is HttpRequestException or IOException or TimeoutException
                || outcome.Result?.StatusCode
                    is HttpStatusCode.TooManyRequests
                        or HttpStatusCode.RequestTimeout
                        or HttpStatusCode.BadGateway
                        or HttpStatusCode.ServiceUnavailable
                        or HttpStatusCode.GatewayTimeout,
        };
}
