using System.Globalization;

namespace Streaming.Application.Settings;

/// <summary>Bootstrap servers as people write them: <c>host:port</c>, several with commas between.</summary>
public static class KafkaAddress
{
    /// <summary>What is wrong with one, found out without asking anybody; null: nothing.</summary>
    public static string? Fault(string servers)
    {
        foreach (var server in servers.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!IsServer(server))
                return $"'{server}' is not the address of a Kafka broker. Write host:port, and several with commas between.";
        }

        return null;
    }

    static bool IsServer(string server)
    {
        // librdkafka takes a protocol before it.
        var start = server.IndexOf("://", StringComparison.Ordinal);
        var address = start > 0 ? server[(start + 3)..] : server;
        var colon = address.LastIndexOf(':');
        // A bracket closes an address of IPv6; a name alone means Kafka's own port.
        var (host, port) = colon < 0 || address.EndsWith(']') ? (address, "9092") : (address[..colon], address[(colon + 1)..]);
        return int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and <= ushort.MaxValue
            && Uri.CheckHostName(host) != UriHostNameType.Unknown;
    }
}
