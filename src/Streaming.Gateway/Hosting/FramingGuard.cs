using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Streaming.Gateway.Hosting;

/// <summary>Refuses requests whose end two readers would find at different places: behind a proxy that reads them the other way, what
/// follows would be somebody else's request (RFC 9112, section 6.1).</summary>
static class FramingGuard
{
    /// <summary>What Kestrel calls a length that stood beside chunks, which it goes by.</summary>
    const string LengthBeside = "X-Content-Length";

    /// <exception cref="BadHttpRequestException">It says in two ways how long it is.</exception>
    public static void Check(HttpContext http)
    {
        if (http.Request.Headers.TransferEncoding.Count == 0 || !http.Request.Headers.ContainsKey(LengthBeside))
            return;
        // Whatever comes after it on this connection is not read.
        http.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        throw new BadHttpRequestException("The request says in two ways where its body ends: by a length and by chunks.");
    }
}
