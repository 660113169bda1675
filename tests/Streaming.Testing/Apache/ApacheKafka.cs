using System.Globalization;
using System.Net.Sockets;
using Streaming.Topology;

namespace Streaming.Testing.Apache;

/// <summary>
/// Apache Kafka itself, from the folder of a distribution: one broker with a KRaft controller, in one Java process or in two, on
/// the loopback interface only. What speaks the protocol is held against it; where two brokers differ, it is right.
/// </summary>
public sealed class ApacheKafka
{
    /// <summary>Where tools of Apache Kafka look for its folder.</summary>
    public const string HomeVariable = "KAFKA_HOME";

    const string Host = "127.0.0.1";
    const string MainClass = "kafka.Kafka";
    const string BrokerNode = "1";
    const string ControllerNode = "2";

    // The node must not outlive us, however we end: a small shell reads from a pipe that we hold. It looks before it kills, since
    // the node may be gone already and its number may be another's.
    const string Tie = $$"""
        exec 3<&0
        ( read -r _ <&3
          case "$(ps -o args= -p $$ 2>/dev/null || cat /proc/$$/cmdline)" in *{{MainClass}}*) kill -KILL $$;; esac ) >/dev/null 2>&1 &
        exec "$@" </dev/null 3<&-
        """;

    /// <summary>Where the jars are: in libs, as published.</summary>
    static readonly string[] Libraries = ["libs", "lib"];

    static readonly TimeSpan FormatLimit = TimeSpan.FromMinutes(2);

    readonly JavaClasses _classes;

    ApacheKafka(JavaClasses classes) => _classes = classes;

    /// <summary>Options of the Java machine with which its own script, <c>bin/kafka-server-start.sh</c>, runs a broker.</summary>
    public static readonly IReadOnlyList<string> AsItsScriptRunsIt =
    [
        "-Xmx1G",
        "-Xms1G",
        "-server",
        "-XX:+UseG1GC",
        "-XX:MaxGCPauseMillis=20",
        "-XX:InitiatingHeapOccupancyPercent=35",
        "-XX:+ExplicitGCInvokesConcurrent",
    ];

    /// <summary>The distribution in a folder.</summary>
    /// <param name="home">Its folder.</param>
    /// <param name="machine">Options of the Java machine; null: for a quick start, which costs speed later.</param>
    /// <exception cref="StreamingException">There is none, or no Java to run it.</exception>
    public static ApacheKafka At(string home, IReadOnlyList<string>? machine = null)
    {
        var libraries = Libraries.Select(name => Path.Combine(Path.GetFullPath(home), name)).FirstOrDefault(HasKafka)
            ?? throw new StreamingException(
                $"'{home}' is no distribution of Apache Kafka: there is no kafka-clients jar in its folder libs. Download one from "
                    + "kafka.apache.org and unpack it."
            );
        return new ApacheKafka(JavaClasses.In(libraries, machine));
    }

    /// <summary>A free port whose upper neighbour, which the controller takes, is free too.</summary>
    public static int FreePort() => FreePorts.InARow(2);

    /// <summary>Whether a node that was started listens by now.</summary>
    public static async Task<bool> ListensAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(Host, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>A new cluster whose controller is to listen on a port.</summary>
    public static KafkaCluster NewCluster(int controllerPort) =>
        new(Convert.ToBase64String(Guid.NewGuid().ToByteArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_'), controllerPort);

    /// <summary>Writes the settings of a broker that is its own controller, and formats its storage the first time.</summary>
    /// <param name="folder">For the node's data and settings.</param>
    /// <param name="port">The broker's; the controller takes the one above.</param>
    /// <param name="settings">Broker settings, which win over ours.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The command line that runs the node. It ends when its standard input closes.</returns>
    public Task<IReadOnlyList<string>> PrepareAsync(
        string folder,
        int port,
        IReadOnlyDictionary<string, string>? settings = null,
        CancellationToken cancel = default
    )
    {
        var cluster = NewCluster(port + 1);
        var roles = Voters(cluster, BrokerNode);
        roles["process.roles"] = "broker,controller";
        roles["listeners"] = $"{Listener("PLAINTEXT", port)},{Listener("CONTROLLER", cluster.ControllerPort)}";
        return PrepareAsync(folder, [roles, BrokerSettings(port), settings ?? new Dictionary<string, string>()], cluster, cancel);
    }

    /// <summary>As <see cref="PrepareAsync(string, int, IReadOnlyDictionary{string, string}?, CancellationToken)"/>, for a broker whose
    /// controller is a process of its own.</summary>
    public Task<IReadOnlyList<string>> PrepareBrokerAsync(
        string folder,
        int port,
        KafkaCluster cluster,
        IReadOnlyDictionary<string, string> settings,
        CancellationToken cancel = default
    )
    {
        var roles = Voters(cluster, ControllerNode);
        roles["process.roles"] = "broker";
        roles["listeners"] = Listener("PLAINTEXT", port);
        return PrepareAsync(folder, [roles, BrokerSettings(port), settings], cluster, cancel);
    }

    /// <summary>The controller of such a broker.</summary>
    public Task<IReadOnlyList<string>> PrepareControllerAsync(
        string folder,
        KafkaCluster cluster,
        IReadOnlyDictionary<string, string> settings,
        CancellationToken cancel = default
    )
    {
        var roles = Voters(cluster, ControllerNode);
        roles["process.roles"] = "controller";
        roles["node.id"] = ControllerNode;
        roles["listeners"] = Listener("CONTROLLER", cluster.ControllerPort);
        return PrepareAsync(folder, [roles, settings], cluster, cancel);
    }

    /// <summary>The command line that runs a Java program of one source file with Apache Kafka's classes; it takes a JDK.</summary>
    public IReadOnlyList<string> Source(string file, params string[] arguments) => _classes.Command(file, arguments);

    /// <summary>The command line that runs one of its tools, named by its main class.</summary>
    public IReadOnlyList<string> Tool(string mainClass, params string[] arguments) => _classes.Command(mainClass, arguments);

    async Task<IReadOnlyList<string>> PrepareAsync(
        string folder,
        IEnumerable<IReadOnlyDictionary<string, string>> settings,
        KafkaCluster cluster,
        CancellationToken cancel
    )
    {
        Directory.CreateDirectory(folder);
        var data = Path.Combine(Path.GetFullPath(folder), "log");
        var file = Path.Combine(Path.GetFullPath(folder), "server.properties");
        var properties = new Dictionary<string, string>(StringComparer.Ordinal) { ["log.dirs"] = data };
        foreach (var (name, value) in settings.SelectMany(s => s))
            properties[name] = value;
        await File.WriteAllLinesAsync(file, properties.Select(p => $"{p.Key}={p.Value}"), cancel);
        if (!File.Exists(Path.Combine(data, "meta.properties")))
            await FormatAsync(file, folder, cluster.Id, cancel);
        var node = _classes.Command(MainClass, file);
        return OperatingSystem.IsWindows() ? node : ["/bin/sh", "-c", Tie, "sh", .. node];
    }

    async Task FormatAsync(string properties, string folder, string cluster, CancellationToken cancel)
    {
        // In one word: a name that begins with a dash would be taken for an option.
        var fault = await _classes.RunAsync(
            "kafka.tools.StorageTool",
            ["format", $"--cluster-id={cluster}", "-c", properties],
            folder,
            FormatLimit,
            cancel
        );
        if (fault is not null)
            throw new StreamingException($"Apache Kafka does not format its storage in '{folder}': {fault}");
    }

    static Dictionary<string, string> Voters(KafkaCluster cluster, string controller) =>
        new(StringComparer.Ordinal)
        {
            ["node.id"] = BrokerNode,
            ["controller.quorum.voters"] = string.Create(CultureInfo.InvariantCulture, $"{controller}@{Host}:{cluster.ControllerPort}"),
            ["controller.listener.names"] = "CONTROLLER",
            ["listener.security.protocol.map"] = "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        };

    static Dictionary<string, string> BrokerSettings(int port) =>
        new(StringComparer.Ordinal)
        {
            ["advertised.listeners"] = Listener("PLAINTEXT", port),
            ["inter.broker.listener.name"] = "PLAINTEXT",
            // One node can keep no copies; few partitions of its own topics make a fast start.
            ["offsets.topic.num.partitions"] = "4",
            ["offsets.topic.replication.factor"] = "1",
            ["transaction.state.log.num.partitions"] = "4",
            ["transaction.state.log.replication.factor"] = "1",
            ["transaction.state.log.min.isr"] = "1",
            ["share.coordinator.state.topic.replication.factor"] = "1",
            ["share.coordinator.state.topic.min.isr"] = "1",
            ["group.initial.rebalance.delay.ms"] = "0",
        };

    static string Listener(string name, int port) => string.Create(CultureInfo.InvariantCulture, $"{name}://{Host}:{port}");

    static bool HasKafka(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "kafka-clients-*.jar").Any();
}

/// <summary>A cluster of Apache Kafka: its id, with which the storage of all its nodes is formatted, and where its controller is.</summary>
public sealed record KafkaCluster(string Id, int ControllerPort);
