using System.Globalization;

namespace Streaming.Embedded.Postgres;

/// <summary>
/// The server's settings, given on its command line so that none lingers in the cluster. They suit large
/// values appended in bulk, few readers, and a machine that the server shares with its users.
/// </summary>
static class PostgresSettings
{
    /// <summary>Name and value of every setting that differs from the server's default.</summary>
    public static IEnumerable<KeyValuePair<string, string>> For(int port, bool durable, bool lz4, long memoryBytes)
    {
        var megabytes = Math.Clamp(memoryBytes / (1 << 20) / 16, 64, 1024);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = "",
            ["password_encryption"] = "scram-sha-256",
            ["shared_buffers"] = $"{megabytes}MB",
            // Checkpoints write whole pages again into the log: seldom and spread out.
            ["max_wal_size"] = "2GB",
            ["checkpoint_timeout"] = "15min",
            ["wal_buffers"] = "16MB",
            ["synchronous_commit"] = durable ? "on" : "off",
            ["fsync"] = durable ? "on" : "off",
            ["full_page_writes"] = durable ? "on" : "off",
            // Compiling a query takes longer than any of ours runs.
            ["jit"] = "off",
            ["TimeZone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["lc_messages"] = "C",
            ["log_checkpoints"] = "off",
            ["log_line_prefix"] = "%m [%p] %u@%d ",
        };
        if (lz4)
        {
            settings["default_toast_compression"] = "lz4";
            settings["wal_compression"] = "lz4";
        }
        return settings;
    }

    /// <summary>The settings as command-line arguments of <c>postgres</c>.</summary>
    public static string[] Arguments(IEnumerable<KeyValuePair<string, string>> settings) =>
        [.. settings.SelectMany(s => new[] { "-c", $"{s.Key}={s.Value}" })];
}
