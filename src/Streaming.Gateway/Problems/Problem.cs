using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Streaming.Application.Operations;
using Streaming.Application.SendRecords;
using Streaming.Gateway.Calls;
using Streaming.Gateway.Inference;
using Streaming.Gateway.Rpc;

namespace Streaming.Gateway.Problems;

/// <summary>What would mend a problem.</summary>
/// <param name="Code">A word for programs.</param>
/// <param name="Arguments">What it needs to know, in the cure's own order.</param>
/// <param name="Text">A sentence for people.</param>
public sealed record ProblemCure(string Code, IReadOnlyList<string> Arguments, string Text);

/// <summary>Problem details, as RFC 9457 has them, with a code and a cure.</summary>
/// <param name="Title">What the status means.</param>
/// <param name="Detail">What is wrong, and what to do.</param>
/// <param name="Code">Of what kind the fault is, for programs.</param>
/// <param name="Cure">What would mend it; null: the detail says all there is.</param>
public sealed record Problem(string Title, int Status, string Detail, string Code, ProblemCure? Cure)
{
    const string MediaType = "application/problem+json";

    /// <summary>Which of the records that were sent are at fault, the first ones where there are many; absent: it is not about
    /// records.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RefusedRecord>? Records { get; init; }

    /// <summary>What to show instead; null: it is not about who calls.</summary>
    [JsonIgnore]
    internal string? Challenge { get; init; }

    /// <summary>The record that was published all the same: topic/partition/offset; absent: none was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Record { get; init; }

    /// <summary>Why it was rejected, as the quarantine names it; absent: it was not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>Which limit was reached; absent: none was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Limit { get; init; }

    /// <summary>After how many seconds the same may succeed; null: that is not a matter of time.</summary>
    [JsonIgnore]
    internal int? RetryAfter { get; init; }

    /// <summary>Nothing else is said by an address.</summary>
    public string Type { get; init; } = "about:blank";

    internal static Problem Of(int status, string code, string detail, ProblemCure? cure = null) =>
        new(ReasonPhrases.GetReasonPhrase(status), status, detail, code, cure)
        {
            RetryAfter = status switch
            {
                StatusCodes.Status429TooManyRequests => 1,
                StatusCodes.Status503ServiceUnavailable => 5,
                _ => null,
            },
        };

    internal Task SendAsync(HttpContext http)
    {
        var allowed = http.Response.Headers.Allow;
        http.Response.Clear();
        Answers.Mark(http);
        http.Response.Headers.Allow = allowed;
        if (RpcStatus.IsRpc(http))
            return RpcStatus.SendAsync(http, this);
        http.Response.StatusCode = Status;
        if (RetryAfter is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (Challenge is not null)
            http.Response.Headers.WWWAuthenticate = Challenge;
        if (http.Request.Path.StartsWithSegments(OpenInferenceRoutes.Prefix, StringComparison.OrdinalIgnoreCase))
            return OpenInferenceRoutes.FailAsync(http, Cure is null ? Detail : $"{Detail} {Cure.Text}");
        http.Response.ContentType = MediaType;
        return http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(this, ResultJson.OneLine), http.RequestAborted).AsTask();
    }
}
