using System.Net;
using Microsoft.AspNetCore.Http;

namespace Streaming.Gateway.Hosting;

/// <summary>
/// Keeps pages of other sites from using the browser of somebody on this machine to call it. A page whose name was made to point here
/// calls by that name, so only the machine's own names are answered; and a page from elsewhere says so in headers that it cannot forge.
/// </summary>
static class BrowserGuard
{
    /// <exception cref="BadHttpRequestException">It comes from where it may not.</exception>
    public static void Check(HttpRequest request)
    {
        if (!IsOwnName(request.Host.Host))
        {
            throw new BadHttpRequestException(
                "This server answers to the names of this machine alone: 127.0.0.1, [::1] or localhost.",
                StatusCodes.Status421MisdirectedRequest
            );
        }

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        if (site is "cross-site" or "same-site" || (origin.Length > 0 && origin != $"{request.Scheme}://{request.Host}"))
            throw new BadHttpRequestException("Pages of other sites may not call this server.", StatusCodes.Status403Forbidden);
    }

    static bool IsOwnName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
