using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Streaming.Application.Operations;

namespace Streaming.Gateway.Identity;

/// <summary>Who calls, as far as the gateway knows.</summary>
static class CallerOf
{
    /// <summary>The header by which a caller says why, for the access log.</summary>
    public const string Because = "Streaming-Because";

    /// <exception cref="InvalidOperationException">Nobody has asked who it is: such an endpoint would answer everybody.</exception>
    public static Caller Request(HttpContext http) =>
        new(http.Features.GetRequiredFeature<Identified>().Principal, http.Request.Headers[Because].FirstOrDefault())
        {
            Address = Address(http),
        };

    /// <summary>Network address of whoever is at the other end of the connection. What headers say of others before them, anybody can
    /// say.</summary>
    public static string Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "unknown";
}
