using System.Text;
using Npgsql;

namespace Streaming.Lineage.Addresses;

/// <summary>What libpq's keywords (<c>host=db dbname='my data' sslmode=require</c>) mean to Npgsql.</summary>
static class LibpqWords
{
    static readonly Dictionary<string, string> Keywords = new(StringComparer.Ordinal)
    {
        ["host"] = "Host",
        ["hostaddr"] = "Host",
        ["port"] = "Port",
        ["dbname"] = "Database",
        ["user"] = "Username",
        ["password"] = "Password",
        ["passfile"] = "Passfile",
        ["connect_timeout"] = "Timeout",
        ["application_name"] = "Application Name",
        ["options"] = "Options",
        ["client_encoding"] = "Client Encoding",
        ["target_session_attrs"] = "Target Session Attributes",
        ["channel_binding"] = "Channel Binding",
        ["sslmode"] = "SSL Mode",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["sslrootcert"] = "Root Certificate",
    };

    /// <summary>Takes apart <c>keyword=value keyword='value with blanks'</c>; false where it is something else.</summary>
    public static bool TrySplit(string text, out List<(string Keyword, string Value)> words)
    {
        words = [];
        for (var at = 0; at < text.Length; )
        {
            var equals = text.IndexOf('=', at);
            if (equals < 0)
                return false;
            var keyword = text[at..equals].Trim();
            if (!Keywords.ContainsKey(keyword))
                return false;
            at = equals + 1;
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
            if (!TryValue(text, ref at, out var value))
                return false;
            words.Add((keyword, value));
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
        }

        return words.Count > 0;
    }

    /// <exception cref="Streaming.Topology.StreamingException">A keyword or value is none of Npgsql's.</exception>
    public static void Add(NpgsqlConnectionStringBuilder builder, IReadOnlyList<(string Keyword, string Value)> words)
    {
        foreach (var (keyword, value) in words)
        {
            if (!Keywords.TryGetValue(keyword, out var name))
                throw PostgresAddress.Fault($"'{keyword}' is not supported");
            if (keyword == "port" && value.Contains(',', StringComparison.Ordinal))
                continue;
            try
            {
                builder[name] = keyword == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
            }
            catch (Exception e)
                when (e is ArgumentException or FormatException or InvalidCastException or OverflowException or NotSupportedException)
            {
                throw PostgresAddress.Fault($"the value of {keyword} is none that it may have");
            }
        }

        var ports = words.LastOrDefault(w => w.Keyword == "port").Value?.Split(',');
        if (ports is not { Length: > 1 } || builder.Host is not { } hosts)
            return;
        var named = hosts.Split(',');
        if (named.Length != ports.Length)
            throw PostgresAddress.Fault($"{named.Length} hosts and {ports.Length} ports");
        builder.Host = string.Join(',', named.Zip(ports, (host, port) => port.Length == 0 ? host : $"{host}:{port}"));
    }

    /// <summary>Up to the next blank, or in single quotes; a backslash takes what follows as it is.</summary>
    static bool TryValue(string text, ref int at, out string value)
    {
        var read = new StringBuilder();
        value = "";
        var quoted = at < text.Length && text[at] == '\'';
        if (quoted)
            at++;
        for (; at < text.Length && (quoted ? text[at] != '\'' : !char.IsWhiteSpace(text[at])); at++)
        {
            // Npgsql's form, whose values end at a semicolon.
            if (!quoted && text[at] == ';')
                return false;
            if (text[at] == '\\' && ++at == text.Length)
                return false;
            read.Append(text[at]);
        }

        if (quoted && at++ >= text.Length)
            return false;
        value = read.ToString();
        return true;
    }
}
