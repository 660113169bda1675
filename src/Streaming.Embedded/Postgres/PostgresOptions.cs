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

/// <summary>What an embedded PostgreSQL server needs to know.</summary>
public sealed record PostgresOptions
{
    /// <summary>Folder for the cluster, its passwords and its state; created where missing.</summary>
    public required string DataDirectory { get; init; }

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
}
