using System.Threading.RateLimiting;

namespace Streaming.Gateway.Limiting;

/// <summary>So much in a time. A bucket of tokens holds the quota and fills up steadily, from nothing to full in that time.</summary>
/// <param name="Name">As headers and problems call it.</param>
/// <param name="Quota">Tokens of a full bucket; 0: there is no limit.</param>
/// <param name="Window">How long it takes to fill up; whole seconds.</param>
sealed record RatePolicy(string Name, int Quota, TimeSpan Window)
{
    /// <summary>As <c>RateLimit-Policy</c> has it (draft-ietf-httpapi-ratelimit-headers-10, section 3).</summary>
    public string Text { get; } = FormattableString.Invariant($"\"{Name}\";q={Quota};w={(int)Window.TotalSeconds}");

    /// <summary>How long a token takes to come back.</summary>
    public TimeSpan ForOne => Window / Math.Max(Quota, 1);

    /// <summary>A full bucket. It has no timer: it fills up when somebody looks at it.</summary>
    public TokenBucketRateLimiter Bucket() =>
        new(
            new TokenBucketRateLimiterOptions
            {
                AutoReplenishment = false,
                TokenLimit = Quota,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = TimeSpan.FromTicks(Math.Max(1, ForOne.Ticks)),
            }
        );
}
