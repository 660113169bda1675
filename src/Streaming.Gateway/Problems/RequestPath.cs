using Microsoft.AspNetCore.Http;
using Streaming.Events.Text;

namespace Streaming.Gateway.Problems;

/// <summary>Where a request goes to, for the log: without what could end a line there.</summary>
static class RequestPath
{
    const int Longest = 200;

    public static string Printable(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        return Events.Text.Printable.Text(path.Length > Longest ? path[..Longest] : path);
    }
}
