using Streaming.Application.Settings;
using Streaming.Cli.Tests.Setup;
using Streaming.Topology;

namespace Streaming.Application.Tests.Settings;

public sealed class ConnectionResolverTests
{
    const string Everything =
        "data: here\npostgres: Host=file\nkafka:\n  bootstrap.servers: file:9092\n  security.protocol: SSL\n  linger.ms: 7\n";

    [Fact]
    public void Options_win_over_the_environment_and_that_over_the_file()
    {
        var variables = new Dictionary<string, string> { ["STREAMING_KAFKA"] = "env:9092", ["STREAMING_POSTGRES"] = "Host=env" };
        Resolve(new("folder", "option:9092", "Host=option"), variables, Everything)
            .ShouldSatisfyAllConditions(
                c => c.Data.ShouldBe("folder"),
                c => c.Kafka.ShouldBe("option:9092"),
                c => c.Postgres.ShouldBe("Host=option")
            );
        Resolve(new(null, null, null), variables, Everything)
            .ShouldSatisfyAllConditions(
                c => c.Data.ShouldBe("here"),
                c => c.Kafka.ShouldBe("env:9092"),
                c => c.Postgres.ShouldBe("Host=env")
            );
        Resolve(new(null, null, null), [], Everything)
            .ShouldSatisfyAllConditions(c => c.Kafka.ShouldBe("file:9092"), c => c.Postgres.ShouldBe("Host=file"));
    }

    [Fact]
    public void Nothing_said_means_embedded_services_in_the_default_folder() =>
        Resolve(new(null, null, null), new() { ["STREAMING_KAFKA"] = " " }, null)
            .ShouldSatisfyAllConditions(
                c => c.Data.ShouldBe(".streaming"),
                c => c.Kafka.ShouldBeNull(),
                c => c.Postgres.ShouldBeNull(),
                c => c.KafkaProperties.ShouldBeEmpty()
            );

    [Fact]
    public void Any_librdkafka_property_is_passed_through_whoever_names_the_servers() =>
        Resolve(new(null, "option:9092", null), [], Everything)
            .KafkaProperties.ShouldBe(
                new Dictionary<string, string> { ["security.protocol"] = "SSL", ["linger.ms"] = "7" },
                ignoreOrder: true
            );

    [Fact]
    public void Servers_alone_may_stand_on_the_line() => Resolve(new(null, null, null), [], "kafka: a:1,b:2\n").Kafka.ShouldBe("a:1,b:2");

    [Theory]
    [InlineData("kafak: a:1\n", "streaming.yaml:1: 'kafak' is unknown")]
    [InlineData("postgres:\n  host: x\n", "streaming.yaml:2: a single value is expected")]
    [InlineData("- a\n", "streaming.yaml:1: the file is not a map")]
    [InlineData("data: [1\n", "streaming.yaml:")]
    [InlineData("kafka:\n  a:\n    b: c\n", "streaming.yaml:3:")]
    public void A_wrong_file_is_named_with_its_line(string text, string message) =>
        Should.Throw<StreamingException>(() => SettingsFile.Parse(text)).Message.ShouldStartWith(message);

    static Connections Resolve(ConnectionWords words, Dictionary<string, string> variables, string? file)
    {
        using var folder = new TemporaryFolder();
        if (file is not null)
            folder.Write(SettingsFile.Name, file);
        return ConnectionResolver.Resolve(words, variables.GetValueOrDefault, folder.Path);
    }
}
