using Microsoft.AspNetCore.Http;

namespace Streaming.Gateway.Problems;

/// <summary>Which status a fault has over HTTP: the one place where it is said.</summary>
static class ProblemTable
{
    /// <summary>By the code of <see cref="Application.Operations.OperationFault"/>; of what a request asked for, and never of what it
    /// contains, a server's fault (5xx) comes.</summary>
    public static int StatusOf(string code) =>
        code switch
        {
            "invalid" => StatusCodes.Status400BadRequest,
            "unauthenticated" => StatusCodes.Status401Unauthorized,
            "refused" => StatusCodes.Status403Forbidden,
            "missing" => StatusCodes.Status404NotFound,
            "failed" or "interrupted" => StatusCodes.Status409Conflict,
            "mismatch" or "rejected" => StatusCodes.Status422UnprocessableEntity,
            "busy" => StatusCodes.Status429TooManyRequests,
            "kafka" or "postgres" or "network" => StatusCodes.Status503ServiceUnavailable,
            "pending" => StatusCodes.Status504GatewayTimeout,
            _ => StatusCodes.Status500InternalServerError,
        };

    /// <summary>What the faults of HTTP itself are called.</summary>
    public static string CodeOf(int status) =>
        status switch
        {
            StatusCodes.Status403Forbidden => "refused",
            StatusCodes.Status404NotFound => "missing",
            StatusCodes.Status429TooManyRequests => "busy",
            StatusCodes.Status503ServiceUnavailable => "network",
            < 500 => "invalid",
            _ => "unexpected",
        };
}
