using Microsoft.AspNetCore.Http;
using Streaming.Application.Operations;

namespace Streaming.Gateway.Calls;

/// <summary>Who calls, as far as the gateway knows.</summary>
static class CallerOf
{
    /// <summary>The header by which a caller says why, for the access log.</summary>
    public const string Because = "Streaming-Because";

    /// <summary>Nobody has said who they are; whoever reaches the loopback address is on this machine, where they could do all of it
    /// themselves.</summary>
    static readonly Principal OnThisMachine = new(null, new HashSet<Role>(Enum.GetValues<Role>()));

    public static Caller Request(HttpContext http) =>
        new(OnThisMachine, http.Request.Headers[Because].FirstOrDefault())
        {
            Address = http.Connection.RemoteIpAddress?.ToString() ?? "unknown",
        };
}
