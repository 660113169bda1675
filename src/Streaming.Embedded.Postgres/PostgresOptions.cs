using System.Text.RegularExpressions;

namespace Streaming.Embedded.Postgres;

/// <summary>Where the server binaries may come from.</summary>
public enum PostgresSource
{
    /// <summary>Binaries on this machine, else the npm package, else (as root on Debian) apt.</summary>
    Any,

    /// <summary>Only binaries already on this machine.</summary>
    Installed,

    /// <summary>Only the npm package, cached per user.</summary>
    Npm,
}

/// <summary>How an <see cref="EmbeddedPostgres"/> is set up.</summary>
public sealed partial record PostgresOptions
{
    /// <summary>Folder for the cluster, its passwords and its state; created where missing. Null: a temporary one, which goes away with the
    /// server.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>The database that is made; more of them come from <see cref="EmbeddedPostgres.CreateDatabaseAsync"/>.</summary>
    public string Database { get; init; } = "embedded";

    /// <summary>The role that owns it, no superuser: a lower-case letter, then letters, digits and underscores.</summary>
    public string Role { get; init; } = "embedded";

    /// <summary>TCP port on the loopback interface; 0 takes the port of the last run if it is free, else any free one.</summary>
    public int Port { get; init; }

    /// <summary>False turns off every wait for the disk: for tests only, a power failure loses the cluster.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Where the binaries may come from.</summary>
    public PostgresSource Source { get; init; } = PostgresSource.Any;

    /// <summary>Longest wait until the server accepts connections; crash recovery of a busy server takes its time.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Told in plain words about steps that take a while, such as a download.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>What else helps whose machine can have no server, to end a sentence with: "name a server of your own in
    /// DATABASE".</summary>
    public string? OtherCure { get; init; }

    /// <summary>The folder in use; a start has seen to it that there is one.</summary>
    internal string Folder => DataDirectory!;

    /// <exception cref="EmbeddedPostgresException">A value is one the server cannot work with.</exception>
    internal void Validate()
    {
        Require(Port is >= 0 and <= 65535, nameof(Port), Port, "0 (any free port) to 65535");
        Require(Database.Length > 0, nameof(Database), Database, "a name");
        // It is a part of a file's name, too.
        Require(RoleName().IsMatch(Role), nameof(Role), Role, "a lower-case letter, then letters, digits and underscores, 63 at most");
        Require(Role != EmbeddedPostgres.Superuser, nameof(Role), Role, "another name: this one is the superuser's");
    }

    static void Require(bool holds, string name, object? value, string expected)
    {
        if (!holds)
            throw new EmbeddedPostgresException($"The PostgreSQL option {name} is '{value}': give it {expected}.");
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RoleName();
}
