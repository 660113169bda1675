using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Streaming.Gateway.Problems;

namespace Streaming.Gateway.Rpc;

/// <summary>Problems as gRPC tells them.</summary>
static class RpcStatus
{
    /// <summary>The trailer with the problem's code.</summary>
    public const string Code = "streaming-code";

    /// <summary>The trailer with the limit that was reached.</summary>
    public const string Limit = "streaming-limit";

    /// <summary>The trailer with the seconds after which the same may succeed.</summary>
    public const string RetryAfter = "retry-after";

    /// <summary>The same in milliseconds, for clients that try again by themselves (gRPC proposal A6).</summary>
    public const string Pushback = "grpc-retry-pushback-ms";

    /// <summary>The header or trailer with the status, a number.</summary>
    public const string Status = "grpc-status";

    /// <summary>The one with what is wrong.</summary>
    public const string Message = "grpc-message";

    /// <summary>The trailer with the details, as clients of many languages read them: <c>google.rpc.Status</c>, protobuf.</summary>
    public const string Details = "grpc-status-details-bin";

    /// <summary>
    /// Bytes of the text as it is sent. It is sent twice, in the details too, and clients take 8 KiB of metadata; those that get more than
    /// they take end the connection, with the calls of all who share it.
    /// </summary>
    const int MostText = 3000;

    const string ContentType = "application/grpc";

    /// <summary>Reasons are told apart by who gives them.</summary>
    const string Domain = "streaming";

    /// <summary>Whether a request is a gRPC call, as far as that is known yet. The content type alone does not make it one: what failed
    /// on another path would have the status 200.</summary>
    public static bool IsRpc(HttpContext http) =>
        HttpProtocol.IsHttp2(http.Request.Protocol)
        && (http.Request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) ?? false)
        && (http.GetEndpoint() is not { } found || found.Metadata.GetMetadata<GrpcMethodMetadata>() is not null);

    /// <summary>For who is within a call.</summary>
    public static RpcException Of(Problem problem)
    {
        var trailers = new Metadata();
        foreach (var (name, value) in Trailers(problem))
            trailers.Add(name, value);
        trailers.Add(Details, DetailsOf(problem, CodeOf(problem.Status)));
        return new RpcException(new Grpc.Core.Status(CodeOf(problem.Status), TextOf(problem)), trailers);
    }

    /// <summary>For a call that has not begun.</summary>
    public static Task SendAsync(HttpContext http, Problem problem)
    {
        // A service or a method that there is not: no route led to an endpoint.
        var isUnknown = problem.Status == StatusCodes.Status404NotFound && http.GetEndpoint() is null;
        var code = isUnknown ? StatusCode.Unimplemented : CodeOf(problem.Status);
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = ContentType;
        http.Response.Headers[Status] = ((int)code).ToString(CultureInfo.InvariantCulture);
        http.Response.Headers[Message] = Escaped(TextOf(problem));
        foreach (var (name, value) in Trailers(problem))
            http.Response.Headers[name] = value;
        http.Response.Headers[Details] = Convert.ToBase64String(DetailsOf(problem, code));
        return http.Response.CompleteAsync();
    }

    static IEnumerable<(string Name, string Value)> Trailers(Problem problem)
    {
        yield return (Code, problem.Code);
        if (problem.Limit is { } limit)
            yield return (Limit, limit);
        if (problem.RetryAfter is not { } seconds)
            yield break;
        yield return (RetryAfter, seconds.ToString(CultureInfo.InvariantCulture));
        yield return (Pushback, (seconds * 1000L).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The richer error model (gRPC's guide on error handling; google/rpc/error_details.proto): what kind of fault it is, and
    /// when to try again.</summary>
    static byte[] DetailsOf(Problem problem, StatusCode code)
    {
        var info = new ErrorInfo { Domain = Domain, Reason = problem.Code.ToUpperInvariant().Replace('-', '_') };
        if (problem.Limit is { } limit)
            info.Metadata["limit"] = limit;
        if (problem.Cure is { } cure)
            info.Metadata["cure"] = cure.Code;
        var status = new Google.Rpc.Status
        {
            Code = (int)code,
            Message = TextOf(problem),
            Details = { Any.Pack(info) },
        };
        if (problem.RetryAfter is { } seconds)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)) }));
        return status.ToByteArray();
    }

    /// <summary>By the status that it has over HTTP.</summary>
    static StatusCode CodeOf(int status) =>
        status switch
        {
            StatusCodes.Status401Unauthorized => StatusCode.Unauthenticated,
            StatusCodes.Status403Forbidden => StatusCode.PermissionDenied,
            StatusCodes.Status404NotFound => StatusCode.NotFound,
            StatusCodes.Status409Conflict or StatusCodes.Status422UnprocessableEntity => StatusCode.FailedPrecondition,
            StatusCodes.Status413PayloadTooLarge or StatusCodes.Status429TooManyRequests => StatusCode.ResourceExhausted,
            StatusCodes.Status503ServiceUnavailable => StatusCode.Unavailable,
            StatusCodes.Status504GatewayTimeout => StatusCode.DeadlineExceeded,
            < 500 => StatusCode.InvalidArgument,
            _ => StatusCode.Internal,
        };

    /// <summary>What is wrong, cut where it names something at length.</summary>
    static string TextOf(Problem problem)
    {
        var text = problem.Cure is { } cure ? $"{problem.Detail} {cure.Text}" : problem.Detail;
        var (at, length) = (0, 0);
        foreach (var letter in text.EnumerateRunes())
        {
            length += Escaped(letter.ToString()).Length;
            if (length > MostText)
                return $"{text[..at]}…";
            at += letter.Utf16SequenceLength;
        }

        return text;
    }

    /// <summary>As the protocol has it: UTF-8, percent-encoded outside of printable ASCII.</summary>
    static string Escaped(string text) =>
        string.Concat(Encoding.UTF8.GetBytes(text).Select(b => b is >= 0x20 and < 0x7f and not (byte)'%' ? $"{(char)b}" : $"%{b:X2}"));
}
