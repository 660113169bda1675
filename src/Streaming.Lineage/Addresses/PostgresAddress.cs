using Npgsql;
using Streaming.Topology;

namespace Streaming.Lineage.Addresses;

/// <summary>
/// Where a PostgreSQL is, in any of the forms in which people write it: Npgsql's <c>Host=db;Username=me</c>, libpq's
/// <c>host=db user=me</c>, a URL <c>postgresql://me@db/name</c>. Errors never repeat what might be a password.
/// </summary>
public static class PostgresAddress
{
    static readonly string[] Schemes = ["postgresql://", "postgres://"];
    static readonly string[] Passwords = ["Password", "PWD", "PSW"];

    /// <summary>The connection string as Npgsql wants it.</summary>
    /// <exception cref="StreamingException">It is none, or names no host.</exception>
    public static string Parse(string text)
    {
        text = text.Trim();
        var builder = new NpgsqlConnectionStringBuilder();
        if (Schemes.FirstOrDefault(s => text.StartsWith(s, StringComparison.OrdinalIgnoreCase)) is { } scheme)
            LibpqWords.Add(builder, LibpqUrl.Words(text[scheme.Length..]));
        else if (text.Contains("://", StringComparison.Ordinal) && !text.Contains('=', StringComparison.Ordinal))
            throw Fault($"a URL of PostgreSQL begins with {Schemes[0]}");
        else if (LibpqWords.TrySplit(text, out var words))
            LibpqWords.Add(builder, words);
        else
            AddNpgsql(builder, text);
        if (string.IsNullOrWhiteSpace(builder.Host))
            throw Fault("it names no host");
        // A quote that never closes, or blanks where semicolons belong: the rest, password and all, would be looked up as a host.
        return builder.Host.Any(c => char.IsWhiteSpace(c) || c is '=' or '\'')
            ? throw Fault("its host is no name of a host")
            : builder.ConnectionString;
    }

    internal static StreamingException Fault(string what) =>
        new(
            $"The connection string of PostgreSQL cannot be read: {what}. "
                + "Write it as 'Host=db;Username=me;Password=...;Database=name', or as a URL: postgresql://me:...@db:5432/name"
        )
        {
            Cure = Cure.NamePostgres,
        };

    /// <summary>Part by part, so that an error can name the one at fault and nothing that comes after a password.</summary>
    static void AddNpgsql(NpgsqlConnectionStringBuilder builder, string text)
    {
        var parts = new System.Data.Common.DbConnectionStringBuilder();
        try
        {
            parts.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            throw Fault(
                "it is no list of Keyword=value with semicolons between them; a value with a semicolon or quotes in it stands in quotes"
            );
        }

        foreach (string keyword in parts.Keys)
        {
            try
            {
                builder[keyword] = parts[keyword];
            }
            catch (Exception e)
                when (e
                        is ArgumentException
                            or FormatException
                            or InvalidCastException
                            or OverflowException
                            or NotSupportedException
                            or KeyNotFoundException
                )
            {
                // What follows an unquoted semicolon in a password looks like a keyword, and would be told to everybody.
                throw Fault(
                    Passwords.Any(parts.ContainsKey) && !IsKnown(keyword)
                        ? "it has a keyword that Npgsql does not know; a password with a semicolon in it stands in quotes: Password='a;b'"
                    : IsKnown(keyword) ? $"the value of {keyword} is none that it may have"
                    : $"Npgsql knows no keyword '{keyword}'"
                );
            }
        }
    }

    static bool IsKnown(string keyword) => new NpgsqlConnectionStringBuilder().ContainsKey(keyword);
}
