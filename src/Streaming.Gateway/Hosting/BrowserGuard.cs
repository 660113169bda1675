using System.Net;
using Microsoft.AspNetCore.Http;

namespace Streaming.Gateway.Hosting;

/// <summary>
/// Keeps pages of other sites from using the browser of somebody on this machine to call it. A page whose name was made to point here
/// calls by that name, so only the machine's own names are answered; and a page from elsewhere says so in headers that it cannot forge.
/// </summary>
static class BrowserGuard
{
    /// <param name="request">What is asked for.</param>
    /// <param name="known">Callers say who they are, which no page makes a browser do: any name will do.</param>
    /// <param name="pages">What people look at themselves: links elsewhere may lead there, and nothing is done by looking.</param>
    /// <exception cref="BadHttpRequestException">It comes from where it may not.</exception>
    public static void Check(HttpRequest request, bool known, Func<PathString, bool> pages)
    {
        if (!known && !IsOwnName(request.Host.Host))
        {
            throw new BadHttpRequestException(
                "This server answers to the names of this machine alone: 127.0.0.1, [::1] or localhost.",
                StatusCodes.Status421MisdirectedRequest
            );
        }

        if (IsVisit(request) && pages(request.Path))
            return;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        if (site is "cross-site" or "same-site" || (origin.Length > 0 && origin != $"{request.Scheme}://{request.Host}"))
            throw new BadHttpRequestException("Pages of other sites may not call this server.", StatusCodes.Status403Forbidden);
    }

    /// <summary>Somebody goes there with all of the window, and sees where they are.</summary>
    static bool IsVisit(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers["Sec-Fetch-Mode"].ToString() == "navigate"
        && request.Headers["Sec-Fetch-Dest"].ToString() == "document"
        && request.Headers.Origin.Count == 0;

    static bool IsOwnName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
