using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Streaming.Application.Operations;

namespace Streaming.Gateway.Calls;

/// <summary>How answers look.</summary>
static class Answers
{
    /// <summary>What every answer says: nobody on the way keeps it, its type is the one that it says, and a browser that shows it runs and
    /// loads nothing for it.</summary>
    public static void Mark(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (http.Request.IsHttps)
            http.Response.Headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
    }

    /// <summary>A result, as the command line's <c>--json</c> has it.</summary>
    public static Task JsonAsync<T>(HttpContext http, int status, T result)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        var bytes = JsonSerializer.SerializeToUtf8Bytes(result, ResultJson.OneLine);
        http.Response.ContentLength = bytes.Length;
        return http.Response.Body.WriteAsync(bytes, http.RequestAborted).AsTask();
    }

    /// <summary>A text.</summary>
    public static Task TextAsync(HttpContext http, string type, string text)
    {
        http.Response.ContentType = $"{type}; charset=utf-8";
        var bytes = Encoding.UTF8.GetBytes(text);
        http.Response.ContentLength = bytes.Length;
        return http.Response.Body.WriteAsync(bytes, http.RequestAborted).AsTask();
    }
}
