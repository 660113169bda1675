using System.Net.Http.Headers;
using System.Text.Json;
using Streaming.Application.Operations;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.Fuzzing;

/// <summary>What every answer keeps to, whatever was asked.</summary>
/// <param name="operations">As they are described.</param>
/// <param name="secrets">What nobody is told.</param>
/// <param name="errors">What the server logs of its own faults.</param>
sealed class AnswerCheck(IReadOnlyList<ApiOperation> operations, IReadOnlyList<string> secrets, ErrorLog errors)
{
    /// <summary>What any request may get, before it is anybody's.</summary>
    static readonly int[] Anywhere = [400, 401, 403, 404, 405, 408, 413, 414, 415, 421, 429, 431];

    /// <param name="request">What was asked.</param>
    /// <param name="roles">Of who asked; null: all.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="body">Its body, as far as it was read.</param>
    public void Check(FuzzRequest request, IReadOnlyList<Role>? roles, HttpResponseMessage answer, byte[] body)
    {
        var status = (int)answer.StatusCode;
        var text = System.Text.Encoding.UTF8.GetString(body);
        // Of what is asked, one answer of a server's is made: that the pipeline has not decided in the time that the caller gave it.
        if (status >= 500)
        {
            (status == 504 && request.Operation.Id == "event.decide" && text.Contains("\"pending\"")).ShouldBeTrue(
                $"{status} {text}\n{string.Join('\n', errors.Errors.TakeLast(3))}"
            );
        }

        status.ShouldBeGreaterThanOrEqualTo(200);
        // What the server's own parser of HTTP does not take has no more than a status, and ends the connection.
        if (answer.Headers.ConnectionClose == true && body.Length == 0 && status is 400 or 408 or 414 or 431)
            return;
        if (request.IsPlaced)
            request.Operation.Answers.Keys.Concat([405, 408, 414, 431]).ShouldContain(status, $"is not described: {text}");
        else
            operations.SelectMany(o => o.Answers.Keys).Concat(Anywhere).ShouldContain(status, text);
        if (request.IsPlaced && status < 400 && roles is not null)
            roles.Select(r => r.Word()).ShouldContain(request.Operation.Role!, $"{status} for who may not");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        // ASVS 3.3: a session that does not live in a browser needs no rules for cookies.
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        if (request.Method == "HEAD" || body.Length == 0 && status < 400)
            return;
        if (status >= 400)
            Problem(request, answer, text);
        else if (request.IsPlaced)
            Result(request.Operation.Answers[status], answer.Content.Headers.ContentType, text);
    }

    void Problem(FuzzRequest request, HttpResponseMessage answer, string text)
    {
        var status = (int)answer.StatusCode;
        var problem = JsonDocument.Parse(text).RootElement;
        secrets.Where(text.Contains).ShouldBeEmpty(text);
        text.ShouldNotContain("   at ");
        text.ShouldNotContain("Exception");
        if (answer.Content.Headers.ContentType?.MediaType == "application/json")
        {
            Uri.UnescapeDataString(answer.RequestMessage!.RequestUri!.AbsolutePath).ShouldStartWith("/v2", Case.Insensitive);
            problem.EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe("error");
            problem.GetProperty("error").GetString().ShouldNotBeNullOrEmpty();
        }
        else
        {
            answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", text);
            problem.GetProperty("status").GetInt32().ShouldBe(status);
            foreach (var member in new[] { "type", "title", "detail", "code" })
                problem.GetProperty(member).GetString().ShouldNotBeNullOrEmpty(member);
        }

        if (status == 401)
            answer.Headers.WwwAuthenticate.ShouldNotBeEmpty();
        if (status == 405)
            answer.Content.Headers.Allow.ShouldNotBeEmpty();
        if (status is 429 or 503)
            answer.Headers.RetryAfter.ShouldNotBeNull();
    }

    static void Result(IReadOnlyList<string> described, MediaTypeHeaderValue? type, string text)
    {
        described.ShouldContain(type!.MediaType, text);
        if (type.MediaType == "application/json")
            JsonDocument.Parse(text);
        else if (type.MediaType == "application/x-ndjson")
            text.Split('\n').SkipLast(1).ToList().ForEach(line => JsonDocument.Parse(line));
    }
}
