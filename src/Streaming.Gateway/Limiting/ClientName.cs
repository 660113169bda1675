using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Streaming.Gateway.Identity;

namespace Streaming.Gateway.Limiting;

/// <summary>What a client is told apart by.</summary>
static class ClientName
{
    /// <summary>Bytes of an IPv6 address that name a network (RFC 4291, section 2.5.4): whoever has one has all addresses in it.</summary>
    const int Network = 8;

    /// <summary>Who it is, as far as that is known; else whence.</summary>
    public static string Of(HttpContext http) =>
        http.Features.Get<Identified>()?.Principal.Name ?? OfAddress(http.Connection.RemoteIpAddress);

    /// <summary>An address of IPv4, or a network of IPv6.</summary>
    public static string OfAddress(IPAddress? address)
    {
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
            return address.ToString();
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, Network, bytes.Length - Network);
        return $"{new IPAddress(bytes)}/64";
    }
}
