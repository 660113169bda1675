namespace Streaming.Lineage.Addresses;

/// <summary>Takes apart what follows <c>postgresql://</c>: <c>user:password@host:port,host:port/database?keyword=value</c>, as libpq
/// does.</summary>
static class LibpqUrl
{
    public static List<(string Keyword, string Value)> Words(string rest)
    {
        var words = new List<(string, string)>();
        var (place, query) = Cut(rest, '?');
        foreach (var parameter in (query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (keyword, value) = Cut(parameter, '=');
            words.Add((Decoded(keyword), Decoded(value ?? "")));
        }

        var (authority, database) = Cut(place, '/');
        if (!string.IsNullOrEmpty(database))
            words.Add(("dbname", Decoded(database)));
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var (user, password) = Cut(authority[..at], ':');
            if (user.Length > 0)
                words.Add(("user", Decoded(user)));
            if (password is not null)
                words.Add(("password", Decoded(password)));
        }

        var hosts = authority[(at + 1)..];
        if (hosts.Length > 0)
            AddHosts(words, [.. hosts.Split(',').Select(HostAndPort)]);
        return words;
    }

    static void AddHosts(List<(string, string)> words, List<(string Host, string Port)> hosts)
    {
        words.Add(("host", string.Join(',', hosts.Select(h => Decoded(h.Host)))));
        if (hosts.Exists(h => h.Port.Length > 0))
            words.Add(("port", string.Join(',', hosts.Select(h => h.Port))));
    }

    /// <summary>The colons of an IPv6 address stand in brackets.</summary>
    static (string Host, string Port) HostAndPort(string text)
    {
        var colon = text.IndexOf(':', text.IndexOf(']', StringComparison.Ordinal) + 1);
        var (host, port) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        return port.All(char.IsAsciiDigit)
            ? (host.Trim('[', ']'), port)
            : throw PostgresAddress.Fault(
                "what follows the last ':' of a host is no port; a password with '@', ':' or '/' in it is written with %40, %3A, %2F"
            );
    }

    static string Decoded(string text) => Uri.UnescapeDataString(text);

    static (string Before, string? After) Cut(string text, char mark)
    {
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }
}
