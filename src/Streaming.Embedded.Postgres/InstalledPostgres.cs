namespace Streaming.Embedded.Postgres;

/// <summary>Finds server binaries that are already on the machine.</summary>
static class InstalledPostgres
{
    static readonly string[] Linux =
    [
        "/usr/lib/postgresql/*/bin",
        "/usr/pgsql-*/bin",
        "/usr/local/pgsql/bin",
        "/usr/libexec/postgresql*",
        "/opt/postgresql*/bin",
    ];

    static readonly string[] Mac =
    [
        "/opt/homebrew/opt/postgresql*/bin",
        "/usr/local/opt/postgresql*/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin",
        "/Library/PostgreSQL/*/bin",
    ];

    static readonly string[] Windows = [@"C:\Program Files\PostgreSQL\*\bin"];

    /// <summary>All usable sets: those on PATH first, in PATH's order, then the usual places, newest version first.</summary>
    public static async Task<IReadOnlyList<PostgresBinaries>> FindAsync(PostgresAccount account, CancellationToken stop)
    {
        var onPath = await ProbeAllAsync(OnPath(Environment.GetEnvironmentVariable("PATH") ?? ""), account, stop);
        var usual = await ProbeAllAsync(UsualPlaces(), account, stop);
        return [.. onPath.Concat(usual.OrderByDescending(b => b.Version)).DistinctBy(b => b.Folder)];
    }

    /// <summary>
    /// Folders of PATH that hold a server. Links are followed to the real file: initdb looks for its data beside
    /// itself, and a link to a lone wrapper (Debian's pg_wrapper knows no server) leads to a folder without one.
    /// </summary>
    public static IEnumerable<string> OnPath(string path) =>
        path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(folder => new FileInfo(Path.Combine(folder, PostgresBinaries.Executable("postgres"))))
            .Where(file => file.Exists)
            .Select(file => (file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName))
            .Select(file => Path.GetDirectoryName(file)!)
            .Distinct();

    static IEnumerable<string> UsualPlaces()
    {
        var patterns =
            OperatingSystem.IsWindows() ? Windows
            : OperatingSystem.IsMacOS() ? Mac
            : Linux;
        return patterns.SelectMany(Expand).Where(Directory.Exists);
    }

    /// <summary>The folders that match a pattern with a star in at most one of its parts.</summary>
    static IEnumerable<string> Expand(string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
            return [pattern];
        var start = pattern.LastIndexOfAny(['/', '\\'], star) + 1;
        var end = pattern.IndexOfAny(['/', '\\'], star);
        var (parent, name, rest) =
            end < 0 ? (pattern[..start], pattern[start..], "") : (pattern[..start], pattern[start..end], pattern[(end + 1)..]);
        return Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, name).Select(folder => Path.Combine(folder, rest)).Order(StringComparer.Ordinal)
            : [];
    }

    static async Task<List<PostgresBinaries>> ProbeAllAsync(IEnumerable<string> folders, PostgresAccount account, CancellationToken stop)
    {
        var found = new List<PostgresBinaries>();
        foreach (var folder in folders)
        {
            if (await PostgresBinaries.ProbeAsync(folder, "installed on this machine", account, stop) is { } binaries)
                found.Add(binaries);
        }
        return found;
    }
}
