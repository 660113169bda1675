using Streaming.Torture.Publishing;

namespace Streaming.Torture;

/// <summary>What to do to a pipeline, and to which.</summary>
public sealed record TortureOptions
{
    public required int Faults { get; init; }

    /// <summary>Pipelines attacked side by side, each with its own broker and PostgreSQL; they share the faults.</summary>
    public int Scenes { get; init; } = 1;

    /// <summary>Broker and PostgreSQL have disks of their own, which can be filled up.</summary>
    public bool OwnDisks { get; init; }

    /// <summary>Folder of a distribution of Apache Kafka, which then is the broker; null: the embedded one.</summary>
    public string? KafkaHome { get; init; }

    /// <summary>Folder of a distribution of Apache Kafka whose client a Java publisher uses; null: there is none.</summary>
    public string? ClientHome { get; init; }

    /// <summary>Who publishes: dealt to the scenes in turn.</summary>
    public IReadOnlyList<ScenePublisher> Publishers { get; init; } = [new(PublisherKind.Watermarks)];

    /// <summary>Who publishes in a scene of one's own.</summary>
    internal ScenePublisher Publisher => Publishers[0];

    /// <summary>Of everything random: events, faults, places and moments. The machine's timing is not reproducible.</summary>
    public required int Seed { get; init; }

    /// <summary>Name or path of the topology, which needs a simulator; null: the small one that comes with the program.</summary>
    public string? Topology { get; init; }

    /// <summary>Events published a second while faults happen.</summary>
    public double Rate { get; init; } = 300;

    /// <summary>Hostile records for each event.</summary>
    public double Hostile { get; init; } = 0.05;

    /// <summary>Events that come late, of all.</summary>
    public double Late { get; init; } = 0.01;

    public int Partitions { get; init; } = 4;

    /// <summary>Rows of a lineage batch at most: small, so that there are many commits to interrupt.</summary>
    public int MaxBatchRows { get; init; } = 200;

    /// <summary>Kafka's session time-out: how long the partitions of a silent process lie idle.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>The model is renewed meanwhile, run after run, by processes that are attacked too. Takes the small topology.</summary>
    public bool Learning { get; init; }

    /// <summary>How long a silent process keeps a job of a learning run from others.</summary>
    public TimeSpan LearningLease { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the pipeline may take to catch up after a fault before it counts as stuck.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Folder for data and logs; it is made new, and removed after a run without findings.</summary>
    public required string Folder { get; init; }

    /// <summary>Command line of this program, which also runs the processes that are killed.</summary>
    public required IReadOnlyList<string> Program { get; init; }

    /// <summary>Names of the kinds of faults to choose from; null: all.</summary>
    public IReadOnlyList<string>? Kinds { get; init; }
}
