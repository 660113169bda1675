using System.Text.RegularExpressions;
using Streaming.Embedded.Postgres.Processes;

namespace Streaming.Embedded.Postgres;

/// <summary>One set of server binaries that runs on this machine.</summary>
/// <param name="Folder">The folder with <c>postgres</c> and <c>initdb</c>.</param>
/// <param name="Version">The server's version; <see cref="Version.Major"/> decides which clusters it can serve.</param>
/// <param name="Origin">Where it came from, in words for the user.</param>
public sealed partial record PostgresBinaries(string Folder, Version Version, string Origin)
{
    /// <summary>Oldest major version supported: the first with lz4 for large values.</summary>
    public const int OldestMajor = 14;

    internal string Postgres => Path.Combine(Folder, Executable("postgres"));

    internal string Initdb => Path.Combine(Folder, Executable("initdb"));

    /// <summary>Whether the server was built with lz4 (Debian's is, the npm package's is not); it refuses the settings otherwise.</summary>
    internal bool HasLz4 => File.ReadAllBytes(Postgres).AsSpan().IndexOf("LZ4_compress_default"u8) >= 0;

    /// <summary>Looks into a folder; null unless a server and initdb of one supported version run from it.</summary>
    internal static async Task<PostgresBinaries?> ProbeAsync(string folder, string origin, PostgresAccount account, CancellationToken stop)
    {
        var server = await VersionOfAsync(Path.Combine(folder, Executable("postgres")), account, stop);
        var initdb = await VersionOfAsync(Path.Combine(folder, Executable("initdb")), account, stop);
        return server is not null && server == initdb && server.Major >= OldestMajor ? new PostgresBinaries(folder, server, origin) : null;
    }

    /// <summary>Reads a line such as <c>postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)</c> or <c>... 18beta1</c>.</summary>
    internal static Version? ParseVersion(string line)
    {
        var match = VersionLine().Match(line);
        if (!match.Success || !int.TryParse(match.Groups["major"].ValueSpan, out var major))
            return null;
        return new Version(major, int.TryParse(match.Groups["minor"].ValueSpan, out var minor) ? minor : 0);
    }

    internal static string Executable(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;

    static async Task<Version?> VersionOfAsync(string file, PostgresAccount account, CancellationToken stop)
    {
        if (!File.Exists(file))
            return null;
        try
        {
            // As the account that will run the server: it may not be able to reach a folder that root can.
            var result = await ToolProcess.RunAsync(account.Command(file, "--version"), TimeSpan.FromSeconds(20), stop);
            return result.ExitCode == 0 ? ParseVersion(result.Output) : null;
        }
        catch (EmbeddedPostgresException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>\d+)(\.(?<minor>\d+))?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionLine();
}
