using Streaming.Embedded.Postgres;

namespace Streaming.Embedded.Hosting;

/// <summary>The services a command may need.</summary>
[Flags]
public enum EmbeddedParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The Kafka-protocol broker.</summary>
    Broker = 1,

    /// <summary>PostgreSQL.</summary>
    Postgres = 2,

    /// <summary>Both.</summary>
    All = Broker | Postgres,
}

/// <summary>Which services a command needs, and where those live that are not somebody else's.</summary>
public sealed record EmbeddedOptions
{
    /// <summary>Folder that commands share; one host serves it.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>What the command needs.</summary>
    public EmbeddedParts Parts { get; init; } = EmbeddedParts.All;

    /// <summary>Bootstrap servers of an external Kafka; null for the embedded broker.</summary>
    public string? Kafka { get; init; }

    /// <summary>Npgsql connection string of an external PostgreSQL; null for the embedded one.</summary>
    public string? Postgres { get; init; }

    /// <summary>Port of the embedded broker; 0 takes that of the last run if free, else any.</summary>
    public int BrokerPort { get; init; }

    /// <summary>Port of the embedded PostgreSQL; 0 takes that of the last run if free, else any.</summary>
    public int PostgresPort { get; init; }

    /// <summary>Name of the embedded PostgreSQL's database, and of the role that owns it.</summary>
    public string Database { get; init; } = "embedded";

    /// <summary>False for tests only: a power failure then loses data.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Where PostgreSQL's binaries may come from.</summary>
    public PostgresSource PostgresSource { get; init; }

    /// <summary>How long the host outlives the last command that used it.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How the program calls these settings towards its user.</summary>
    public SettingNames Names { get; init; } = new();

    /// <summary>What is needed and not external.</summary>
    internal Wanted Wanted
    {
        get
        {
            var external =
                (Kafka is null ? EmbeddedParts.None : EmbeddedParts.Broker)
                | (Postgres is null ? EmbeddedParts.None : EmbeddedParts.Postgres);
            return new Wanted(Parts & ~external, BrokerPort, PostgresPort);
        }
    }
}
