using System.Globalization;
using Streaming.Embedded.Postgres.Processes;

namespace Streaming.Embedded.Postgres;

/// <summary>The last resort on Debian and its kin: as root, install the distribution's server.</summary>
static class AptPostgres
{
    const string ClusterSettings = "/etc/postgresql-common/createcluster.d";

    /// <summary>Installs the server.</summary>
    /// <param name="major">The version that is needed, and no other; null: the distribution's.</param>
    /// <param name="progress">Told what goes on.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Why it could not, or null when it is there.</returns>
    public static async Task<string?> InstallAsync(int? major, Action<string>? progress, CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux() || ToolProcess.Find("apt-get") is not { } apt)
            return "apt-get is not on this machine";
        if (!Environment.IsPrivilegedProcess)
            return "only root may install packages with apt-get";
        progress?.Invoke("installing the distribution's PostgreSQL with apt-get");
        // The package would otherwise create and start a server of its own on port 5432, which nobody asked for.
        Directory.CreateDirectory(ClusterSettings);
        await File.WriteAllTextAsync(Path.Combine(ClusterSettings, "embedded-postgres.conf"), "create_main_cluster = false\n", stop);
        var limit = TimeSpan.FromMinutes(10);
        string[] environment = [ToolProcess.Find("env") ?? "/usr/bin/env", "DEBIAN_FRONTEND=noninteractive"];
        await ToolProcess.RunAsync([.. environment, apt, "update", "-q"], limit, stop);
        var package = major is null ? "postgresql" : string.Create(CultureInfo.InvariantCulture, $"postgresql-{major}");
        var result = await ToolProcess.RunAsync(
            [.. environment, apt, "install", "-q", "-y", "--no-install-recommends", package],
            limit,
            stop
        );
        return result.ExitCode == 0 ? null : $"'apt-get install {package}' failed: {result.Tail}";
    }
}
