using System.CommandLine;
using Microsoft.Extensions.Logging;

namespace Streaming.Embedded.Kafka.Tool;

/// <summary>The <c>kafka</c> command: a broker that runs until it has been told to stop.</summary>
static class KafkaCommand
{
    /// <summary>It was stopped.</summary>
    const int Done = 0;

    /// <summary>It could not start.</summary>
    const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    const int Usage = 2;

    static readonly Option<int> Port = new("--port", "-p")
    {
        Description = "TCP port; 0 takes a free one",
        DefaultValueFactory = _ => 9092,
    };
    static readonly Option<string> Host = new("--host")
    {
        Description = "Address to listen on, and the one told to clients. Whoever reaches it may do everything: there is no authentication",
        DefaultValueFactory = _ => "127.0.0.1",
    };
    static readonly Option<string?> Data = new("--data", "-d")
    {
        Description = "Folder for topics, groups and offsets, which stay there; without it they are gone when the broker ends",
        HelpName = "folder",
    };
    static readonly Option<int> Partitions = new("--partitions")
    {
        Description = "Partitions of a topic that is created without a count",
        DefaultValueFactory = _ => 1,
    };
    static readonly Option<double?> Retention = new("--retention-hours")
    {
        Description = "Age past which records are deleted; 0 keeps them for ever. Default: a week",
    };
    static readonly Option<bool> Durable = new("--durable")
    {
        Description =
            "Acknowledge nothing before it is on disk, so that it survives a loss of power; without it, what survives is the death of "
            + "the process",
    };
    static readonly Option<bool> NoAutoCreate = new("--no-auto-create")
    {
        Description = "Do not create a topic because a client asks for it",
    };
    static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "Log in detail" };

    const int MaxPort = 65535;
    const int MaxPartitions = 10_000;

    /// <summary>A thousand years.</summary>
    const double MaxHours = 8_766_000;

    static KafkaCommand()
    {
        Require(Port, port => port is >= 0 and <= MaxPort, $"0 to {MaxPort}");
        Require(Partitions, count => count is >= 1 and <= MaxPartitions, $"1 to {MaxPartitions}");
        Require(Retention, hours => hours is null or (>= 0 and <= MaxHours), $"0 to {MaxHours}");
    }

    /// <summary>Runs one command line to its end.</summary>
    /// <param name="arguments">Its words.</param>
    /// <param name="output">Told where the broker listens.</param>
    /// <param name="error">Told what is wrong.</param>
    /// <param name="stop">Does what Ctrl-C does.</param>
    /// <returns>The exit code: 0 stopped, 1 failed, 2 wrong usage.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments,
        TextWriter output,
        TextWriter error,
        CancellationToken stop = default
    )
    {
        var root = new RootCommand("A broker that speaks the Kafka protocol, in one process. Ctrl-C stops it.")
        {
            Port,
            Host,
            Data,
            Partitions,
            Retention,
            Durable,
            NoAutoCreate,
            Verbose,
        };
        root.SetAction((parsed, asked) => RunAsync(parsed, output, error, asked));
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is not System.CommandLine.Help.HelpAction)
        {
            foreach (var fault in parsed.Errors)
                await error.WriteLineAsync($"error: {fault.Message}");
            await error.WriteLineAsync("See: kafka --help");
            return Usage;
        }

        var invocation = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            // It closes its files in its own time.
            ProcessTerminationTimeout = TimeSpan.FromMinutes(1),
        };
        return await parsed.InvokeAsync(invocation, stop);
    }

    static async Task<int> RunAsync(ParseResult parsed, TextWriter output, TextWriter error, CancellationToken stop)
    {
        var verbose = parsed.GetValue(Verbose);
        using var loggers = LoggerFactory.Create(logging =>
            logging
                .SetMinimumLevel(verbose ? LogLevel.Debug : LogLevel.Warning)
                .AddSimpleConsole(console => console.SingleLine = true)
                .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
        );
        try
        {
            await using var broker = await EmbeddedKafka.StartAsync(Options(parsed), loggers, stop);
            var data = parsed.GetValue(Data) is { } folder ? $"data in {Path.GetFullPath(folder)}" : "data is gone when it ends";
            await output.WriteLineAsync($"Kafka listens on {broker.BootstrapServers}; {data}. Ctrl-C stops it.");
            await output.FlushAsync(stop);
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Done;
        }
        catch (EmbeddedKafkaException e)
        {
            await error.WriteLineAsync($"error: {e.Message}");
            return Failed;
        }
    }

    static KafkaOptions Options(ParseResult parsed)
    {
        var standard = new KafkaOptions();
        return standard with
        {
            Port = parsed.GetValue(Port),
            Host = parsed.GetValue(Host)!,
            DataDirectory = parsed.GetValue(Data),
            DefaultPartitions = parsed.GetValue(Partitions),
            FlushMessages = parsed.GetValue(Durable) ? 1 : standard.FlushMessages,
            AutoCreateTopics = !parsed.GetValue(NoAutoCreate),
            Retention = parsed.GetValue(Retention) switch
            {
                null => standard.Retention,
                0 => null,
                { } hours => TimeSpan.FromHours(hours),
            },
        };
    }

    static void Require<T>(Option<T> option, Func<T?, bool> holds, string allowed) =>
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 0)
                return;
            T? value;
            try
            {
                value = result.GetValueOrDefault<T>();
            }
            catch (InvalidOperationException)
            {
                // A word that is no number at all is told by the parser.
                return;
            }

            if (!holds(value))
                result.AddError($"{option.Name} is {result.Tokens[0].Value}: give it {allowed}.");
        });
}
