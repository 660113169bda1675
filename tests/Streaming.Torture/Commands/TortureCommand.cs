using System.CommandLine;
using System.CommandLine.Help;
using Streaming.Cli;
using Streaming.Cli.Commands;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Testing.Apache;
using Streaming.Topology;
using Streaming.Torture;
using Streaming.Torture.Children;
using Streaming.Torture.Faults;
using Streaming.Torture.Publishing;

namespace Streaming.Torture.Commands;

sealed class TortureCommand : CliCommand
{
    readonly Option<int> _faults = new("--faults")
    {
        Description = "How many faults",
        HelpName = "n",
        DefaultValueFactory = _ => 50,
    };
    readonly Option<int> _seed = new("--seed")
    {
        Description = "Of events and faults",
        HelpName = "n",
        DefaultValueFactory = _ => 1,
    };
    readonly Option<string?> _topology = new("--topology")
    {
        Description = "Topology with a simulator (default: a small one of the program's own)",
        HelpName = "name or path",
    };
    readonly Option<double> _rate = new("--rate")
    {
        Description = "Events a second",
        HelpName = "n",
        DefaultValueFactory = _ => 300,
    };
    readonly Option<int> _partitions = new("--partitions")
    {
        Description = "Partitions of every topic",
        HelpName = "n",
        DefaultValueFactory = _ => 4,
    };
    readonly Option<string[]> _kinds = new("--kinds")
    {
        Description = $"Only these faults: {string.Join(", ", FaultSchedule.Names)}",
        HelpName = "names",
        AllowMultipleArgumentsPerToken = true,
    };
    readonly Option<int> _scenes = new("--scenes")
    {
        Description = "Pipelines attacked side by side, which share the faults; each wants a processor and a gigabyte",
        HelpName = "n",
        DefaultValueFactory = _ => 1,
    };
    readonly Option<BrokerKind> _broker = new("--broker")
    {
        Description = "The embedded broker, or Apache Kafka in processes of torture's own",
        HelpName = "embedded or apache",
        DefaultValueFactory = _ => BrokerKind.Embedded,
    };
    readonly Option<string?> _kafkaHome = new("--kafka-home")
    {
        Description = "Folder of an unpacked Apache Kafka, for --broker apache and --publisher java (default: KAFKA_HOME)",
        HelpName = "folder",
    };
    readonly Option<PublisherKind[]> _publishers = new("--publisher")
    {
        Description =
            "Who publishes, in each scene in turn: with watermarks as streaming publish, or plain from librdkafka, Java or Python",
        HelpName = "watermarks, plain, java or python",
        AllowMultipleArgumentsPerToken = true,
    };
    readonly Option<bool> _noLabels = new("--no-labels") { Description = "Publish events alone, although the topology has labels" };
    readonly Option<bool> _learning = new("--learning")
    {
        Description = "Renew the model meanwhile, by processes that are attacked too; with the small topology only",
    };
    readonly Option<double> _patience = new("--patience")
    {
        Description = "Seconds the pipeline may take to catch up after a fault before it counts as stuck",
        HelpName = "s",
        DefaultValueFactory = _ => 180,
    };
    readonly Option<bool> _keep = new("--keep") { Description = "Keep data and logs even where nothing is found" };

    TortureCommand(GlobalOptions global)
        : base(
            "Streaming.Torture",
            "Attack a pipeline of its own with kills, freezes, outages and broken connections, then check that nothing is lost, twice or "
                + "different"
        )
    {
        Add(new HelpOption());
        Add(global.Json);
        Add(global.Verbose);
        Add(new ChildVerb<BrokerSpec>(Verbs.Broker, (spec, context, stop) => BrokerChild.RunAsync(spec, context.Loggers, stop)));
        Add(new ChildVerb<PipelineSpec>(Verbs.Pipeline, (spec, context, stop) => PipelineChild.RunAsync(spec, context.Loggers, stop)));
        Add(new ChildVerb<LearningSpec>(Verbs.Learning, (spec, context, stop) => LearningChild.RunAsync(spec, context.Loggers, stop)));
        Add(new JobVerb());
        foreach (
            var option in (Option[])
                [
                    _faults,
                    _seed,
                    _topology,
                    _rate,
                    _partitions,
                    _kinds,
                    _scenes,
                    _broker,
                    _kafkaHome,
                    _publishers,
                    _noLabels,
                    _learning,
                    _patience,
                    _keep,
                ]
        )
        {
            Add(option);
        }

        _faults.Validators.Add(Check.Positive(_faults));
        _rate.Validators.Add(Check.Positive(_rate));
        _partitions.Validators.Add(Check.Positive(_partitions));
        _patience.Validators.Add(Check.Positive(_patience));
        _scenes.Validators.Add(Check.Positive(_scenes));
        _kinds.AcceptOnlyFromAmong([.. FaultSchedule.Names]);
        _publishers.AcceptOnlyFromAmong(Names<PublisherKind>());
        _broker.AcceptOnlyFromAmong(Names<BrokerKind>());
    }

    /// <summary>Runs one command line to its end; gives the exit code.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> arguments, CliEnvironment environment)
    {
        var global = new GlobalOptions();
        return CommandLine.RunAsync(new TortureCommand(global), global, arguments, environment);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new($"{Called} --faults 20 --seed 7", "a minute or two; exit code 1 if anything is found"),
            new($"{Called} --faults 1000 --scenes 3", "the long form"),
            new($"{Called} --broker apache --kafka-home /opt/kafka", "with Apache Kafka as the broker"),
            new(
                $"{Called} --scenes 3 --publisher plain java python --kafka-home /opt/kafka",
                "with other people's clients, which give no watermarks"
            ),
            new($"{Called} --faults 200 --learning", "while the model is renewed, run after run"),
            new($"{Called} --faults 200 --topology card-fraud --json", "with a pipeline of one's own"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        if (OperatingSystem.IsWindows())
            throw new StreamingException("torture freezes and kills processes with Unix signals: run it on Linux or macOS.");
        if (parsed.GetValue(_learning) && parsed.GetValue(_topology) is not null)
            throw new StreamingException("--learning goes by a policy for the small topology: leave --topology out.");
        var options = new TortureOptions
        {
            Faults = parsed.GetValue(_faults),
            Seed = parsed.GetValue(_seed),
            Topology = parsed.GetValue(_topology),
            Rate = parsed.GetValue(_rate),
            Partitions = parsed.GetValue(_partitions),
            Patience = TimeSpan.FromSeconds(parsed.GetValue(_patience)),
            Scenes = parsed.GetValue(_scenes),
            KafkaHome = parsed.GetValue(_broker) == BrokerKind.Apache ? HomeOfKafka(parsed) : null,
            ClientHome = Home(parsed),
            Publishers = Publishers(parsed),
            Learning = parsed.GetValue(_learning),
            Kinds = parsed.GetValue(_kinds) is { Length: > 0 } kinds ? kinds : null,
            Folder = Path.Combine(Path.GetTempPath(), $"streaming-torture-{Environment.ProcessId}"),
            Program = [.. HostCommand.ThisProgram("").Program.SkipLast(1)],
        };
        var report = await TortureView.WatchAsync(context.Terminal, options, stop);
        if (report.Passed && !parsed.GetValue(_keep))
            Directory.Delete(options.Folder, recursive: true);
        else
            context.Terminal.Note($"Data and logs are in {options.Folder}.");
        TortureView.Show(context.Terminal, report);
        return report.Passed ? ExitCode.Done : ExitCode.Failed;
    }

    static string[] Names<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(n => n.ToLowerInvariant())];

    List<ScenePublisher> Publishers(ParseResult parsed)
    {
        var kinds = parsed.GetValue(_publishers) is { Length: > 0 } given ? given : [PublisherKind.Watermarks];
        return [.. kinds.Select(kind => new ScenePublisher(kind, !parsed.GetValue(_noLabels)))];
    }

    string? Home(ParseResult parsed) => parsed.GetValue(_kafkaHome) ?? Environment.GetEnvironmentVariable(ApacheKafka.HomeVariable);

    string HomeOfKafka(ParseResult parsed) =>
        Home(parsed)
        ?? throw new StreamingException(
            "--broker apache needs a distribution of Apache Kafka: unpack one and name its folder with --kafka-home or "
                + $"{ApacheKafka.HomeVariable}."
        );

    /// <summary>How people call it.</summary>
    const string Called = "dotnet run -c Release --project tests/Streaming.Torture --";

    enum BrokerKind
    {
        Embedded,
        Apache,
    }
}
