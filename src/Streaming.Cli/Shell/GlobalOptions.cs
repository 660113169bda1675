using System.CommandLine;
using Streaming.Application.Settings;

namespace Streaming.Cli.Shell;

/// <summary>Options every command takes.</summary>
public sealed class GlobalOptions
{
    /// <summary>Where embedded services keep their data.</summary>
    public Option<string?> Data { get; } =
        new("--data")
        {
            Description = "Folder of the embedded broker and PostgreSQL (default .streaming)",
            HelpName = "folder",
            Recursive = true,
        };

    /// <summary>Which Kafka to use.</summary>
    public Option<string?> Kafka { get; } =
        new("--kafka")
        {
            Description = "Bootstrap servers of your own Kafka (STREAMING_KAFKA)",
            HelpName = "host:port",
            Recursive = true,
        };

    /// <summary>Which PostgreSQL to use.</summary>
    public Option<string?> Postgres { get; } =
        new("--postgres")
        {
            Description = "Connection string of your own PostgreSQL (STREAMING_POSTGRES)",
            HelpName = "connection string",
            Recursive = true,
        };

    /// <summary>Why something is done, for the access log.</summary>
    public Option<string?> Because { get; } =
        new("--because")
        {
            Description = "Reason for this call, for the access log",
            HelpName = "text",
            Recursive = true,
        };

    /// <summary>Results as JSON.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Results as JSON", Recursive = true };

    /// <summary>Whether to log in detail.</summary>
    public Option<bool> Verbose { get; } =
        new("--verbose") { Description = "Show log messages, and stack traces of unexpected errors", Recursive = true };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [Data, Kafka, Postgres, Because, Json, Verbose];

    /// <summary>Options whose values are looked at before anything begins.</summary>
    public GlobalOptions() =>
        Kafka.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } servers && KafkaAddress.Fault(servers) is { } fault)
                result.AddError($"{Kafka.Name}: {fault}");
        });

    /// <summary>What was said about connections on the command line.</summary>
    public ConnectionWords Connections(ParseResult parsed) => new(parsed.GetValue(Data), parsed.GetValue(Kafka), parsed.GetValue(Postgres));
}
