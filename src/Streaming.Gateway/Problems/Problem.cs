using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Streaming.Application.Operations;
using Streaming.Application.SendRecords;
using Streaming.Gateway.Calls;

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

    /// <summary>Nothing else is said by an address.</summary>
    public string Type { get; init; } = "about:blank";

    internal static Problem Of(int status, string code, string detail, ProblemCure? cure = null) =>
        new(ReasonPhrases.GetReasonPhrase(status), status, detail, code, cure);

    internal Task SendAsync(HttpContext http)
    {
        http.Response.Clear();
        Answers.Mark(http);
        http.Response.StatusCode = Status;
        http.Response.ContentType = MediaType;
        if (Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            http.Response.Headers.RetryAfter = Status == StatusCodes.Status429TooManyRequests ? "1" : "5";
        return http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(this, ResultJson.OneLine), http.RequestAborted).AsTask();
    }
}
