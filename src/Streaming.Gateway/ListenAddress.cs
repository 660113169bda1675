using System.Diagnostics.CodeAnalysis;
using System.Net;
using Streaming.Topology;

namespace Streaming.Gateway;

/// <summary>An address to listen at: <c>http://127.0.0.1:8080</c>.</summary>
public sealed record ListenAddress
{
    const string Default = "http://127.0.0.1:8080";

    ListenAddress(IPAddress address, int port) => (Address, Port) = (address, port);

    /// <summary>Of this machine.</summary>
    public IPAddress Address { get; }

    /// <summary>0: a free one.</summary>
    public int Port { get; }

    /// <summary>Reads one as people write it.</summary>
    /// <exception cref="StreamingException">It is none, or is reached from outside this machine.</exception>
    public static ListenAddress Parse(string text)
    {
        if (
            !Uri.TryCreate(Known(text), UriKind.Absolute, out var uri)
            || uri is not { Scheme: "http", PathAndQuery: "/", Fragment: "", UserInfo: "" }
        )
        {
            throw new StreamingException($"'{text}' is no address to listen at. Write http://ADDRESS:PORT, such as {Default}.")
            {
                Kind = FailureKind.Invalid,
            };
        }

        if (!TryAddress(uri.Host, out var address) || !IPAddress.IsLoopback(address))
        {
            throw new StreamingException(
                $"{text} can be reached from other machines, and callers do not say who they are yet: whoever reached it could do "
                    + $"everything. Listen on this machine alone ({Default}), and let others in by what knows them: "
                    + "ssh -L 8080:127.0.0.1:8080 THIS-MACHINE, "
                    + "or a proxy that authenticates them."
            )
            {
                Kind = FailureKind.Invalid,
            };
        }

        return new ListenAddress(address, uri.Port);
    }

    /// <summary>As it was written.</summary>
    public override string ToString() =>
        Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? $"http://[{Address}]:{Port}"
            : $"http://{Address}:{Port}";

    /// <summary>Stars and plusses, which other servers take for all addresses, are no hosts of an URI.</summary>
    static string Known(string text) =>
        text.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);

    static bool TryAddress(string host, [NotNullWhen(true)] out IPAddress? address)
    {
        address = host == "localhost" ? IPAddress.Loopback : null;
        return address is not null || IPAddress.TryParse(host.Trim('[', ']'), out address);
    }
}
