using System.Diagnostics.CodeAnalysis;
using System.Net;
using Streaming.Topology;

namespace Streaming.Gateway;

/// <summary>An address to listen at: <c>http://127.0.0.1:8080</c>, or <c>https://0.0.0.0:8443</c>.</summary>
public sealed record ListenAddress
{
    const string Default = "http://127.0.0.1:8080";

    ListenAddress(string scheme, IPAddress address, int port) => (Scheme, Address, Port) = (scheme, address, port);

    /// <summary>Of this machine.</summary>
    public IPAddress Address { get; }

    /// <summary>0: a free one.</summary>
    public int Port { get; }

    /// <summary>Nobody on the way reads what is said.</summary>
    public bool IsTls => Scheme == "https";

    /// <summary>Other machines reach it.</summary>
    public bool IsPublic => !IPAddress.IsLoopback(Address);

    string Scheme { get; }

    /// <summary>Reads one as people write it.</summary>
    /// <exception cref="StreamingException">It is none, or others would read what callers say to it.</exception>
    public static ListenAddress Parse(string text)
    {
        if (
            !Uri.TryCreate(Known(text), UriKind.Absolute, out var uri)
            || uri is not { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" }
        )
        {
            throw new StreamingException(
                $"'{text}' is no address to listen at. Write http://ADDRESS:PORT or https://ADDRESS:PORT, such as {Default}."
            )
            {
                Kind = FailureKind.Invalid,
            };
        }

        if (!TryAddress(uri.Host, out var address))
            throw new StreamingException($"'{text}' names no address of this machine: write it in numbers.") { Kind = FailureKind.Invalid };
        var listen = new ListenAddress(uri.Scheme, address, uri.Port);
        return listen is not { IsPublic: true, IsTls: false }
            ? listen
            : throw new StreamingException(
                $"{text} can be reached from other machines, where others on the way would read keys and answers. Write https://, with a "
                    + $"certificate, and give callers keys; or listen on this machine alone ({Default})."
            )
            {
                Kind = FailureKind.Invalid,
            };
    }

    /// <summary>As it was written.</summary>
    public override string ToString() =>
        Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? $"{Scheme}://[{Address}]:{Port}"
            : $"{Scheme}://{Address}:{Port}";

    /// <summary>Stars and plusses, which other servers take for all addresses, are no hosts of an URI.</summary>
    static string Known(string text) =>
        text.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);

    static bool TryAddress(string host, [NotNullWhen(true)] out IPAddress? address)
    {
        address = host == "localhost" ? IPAddress.Loopback : null;
        return address is not null || IPAddress.TryParse(host.Trim('[', ']'), out address);
    }
}
