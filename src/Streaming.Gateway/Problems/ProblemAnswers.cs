using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Streaming.Application.DecideEvent;
using Streaming.Application.Identity;
using Streaming.Application.Operations;
using Streaming.Application.SendRecords;
using Streaming.Gateway.Calls;
using Streaming.Gateway.Hosting;
using Streaming.Gateway.Routes;
using Streaming.Gateway.Rpc;

namespace Streaming.Gateway.Problems;

/// <summary>Whatever goes wrong becomes problem details; what is nobody's business outside goes to the log.</summary>
sealed class ProblemAnswers(OfferedTopologies topologies, GatewayMeter meter, ILogger log)
{
    /// <summary>The outermost step of every request.</summary>
    public async Task AroundAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
            if (http.Response.HasStarted || http.Response.StatusCode < 400 || http.Response.ContentLength is not null)
                return;
            await Counted(OfStatus(http), http).SendAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked is gone.
            http.Abort();
        }
        catch (Exception e)
        {
            await FailAsync(http, e);
        }
    }

    async Task FailAsync(HttpContext http, Exception fault)
    {
        var problem = Of(fault, http);
        if (!http.Response.HasStarted)
        {
            await problem.SendAsync(http);
            return;
        }

        // An answer that ends here must not look whole.
        GatewayMessages.BrokenOff(log, http.Request.Method, RequestPath.Printable(http), fault);
        http.Abort();
    }

    /// <summary>What is told of a fault.</summary>
    public Problem Of(Exception fault, HttpContext http) => Counted(Told(fault, http), http);

    Problem Counted(Problem problem, HttpContext http)
    {
        meter.Count(problem, RpcStatus.IsRpc(http));
        return problem;
    }

    Problem Told(Exception fault, HttpContext http)
    {
        if (fault is BadHttpRequestException bad)
            return Problem.Of(bad.StatusCode, ProblemTable.CodeOf(bad.StatusCode), bad.Message);
        // What the server's parser of chunks says of a length that no number holds, while the body is read.
        if (fault is IOException { InnerException: OverflowException } length)
            return Problem.Of(StatusCodes.Status400BadRequest, ProblemTable.CodeOf(StatusCodes.Status400BadRequest), length.Message);
        if (fault is UnknownCallerException stranger)
        {
            return Problem.Of(StatusCodes.Status401Unauthorized, "unauthenticated", stranger.Message) with
            {
                // RFC 6750, section 3: an error only where something was shown.
                Challenge = stranger.Shown ? "Bearer realm=\"streaming\", error=\"invalid_token\"" : "Bearer realm=\"streaming\"",
            };
        }

        var told = OperationFault.Of(fault);
        var status = ProblemTable.StatusOf(told.Code);
        if (status < 500 || fault is UndecidedException)
        {
            return Problem.Of(status, told.Code, Named(told.Message, http), CureOf(told)) with
            {
                Limit = (fault as LimitedException)?.Limit,
                RetryAfter = (fault as LimitedException)?.Seconds ?? (status == StatusCodes.Status429TooManyRequests ? 1 : null),
                Records = (fault as RefusedRecordsException)?.Refused,
                Record = (fault as UndecidedException)?.Place,
                Reason = (fault as RejectedEventException)?.Reason,
            };
        }

        var id = Activity.Current?.Id ?? http.TraceIdentifier;
        GatewayMessages.Failed(log, http.Request.Method, RequestPath.Printable(http), id, fault);
        return Problem.Of(
            status,
            told.Code,
            status == StatusCodes.Status503ServiceUnavailable
                ? "A service behind this server does not answer."
                : $"Something went wrong that is no fault of the request. The server's log tells more about {id}.",
            CureOf(told)
        );
    }

    static Problem OfStatus(HttpContext http) =>
        http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problem.Of(
                StatusCodes.Status404NotFound,
                "missing",
                "There is nothing at this path. /openapi/v1.json lists all paths."
            ),
            StatusCodes.Status405MethodNotAllowed => Problem.Of(
                StatusCodes.Status405MethodNotAllowed,
                "invalid",
                $"This path does not take {http.Request.Method}. /openapi/v1.json says what it takes."
            ),
            var status => Problem.Of(status, ProblemTable.CodeOf(status), "The request cannot be answered."),
        };

    ProblemCure? CureOf(OperationFault fault)
    {
        if (fault.Cure is not var (code, arguments))
            return null;
        IReadOnlyList<string> named = [.. arguments.Select(topologies.NameOf)];
        return new ProblemCure(code, named, HttpCureWords.Of(code, named) ?? string.Join(' ', [code, .. named]));
    }

    /// <summary>Callers know topologies, and files that they have sent, by names alone.</summary>
    string Named(string message, HttpContext http) =>
        topologies
            .Words.Where(Path.IsPathRooted)
            .Aggregate(http.Features.Get<FormUpload>()?.Named(message) ?? message, (text, word) =>
                text.Replace(word, topologies.NameOf(word), StringComparison.Ordinal)
            );
}
