using System.Text.RegularExpressions;
using Confluent.Kafka;
using Streaming.Embedded.Kafka.Tool;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests.Tool;

/// <summary>The <c>kafka</c> command by what it prints and its exit codes.</summary>
public sealed partial class KafkaCommandTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Fails where it says an address that nobody is at, or where what was written is gone at the next start.</summary>
    [Fact]
    public async Task It_says_where_it_listens_and_keeps_what_was_written()
    {
        var data = Path.Combine(_folder.Path, "data");
        await RunAsync(["--port", "0", "--data", data], async address =>
        {
            using var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = address }).Build();
            await producer.ProduceAsync("t", new Message<Null, string> { Value = "hello" }).WaitAsync(Patience);
        });
        await RunAsync(["--port", "0", "--data", data], address =>
        {
            using var consumer = new ConsumerBuilder<Null, string>(
                new ConsumerConfig { BootstrapServers = address, GroupId = "readers" }
            ).Build();
            consumer.Assign(new TopicPartitionOffset("t", 0, Offset.Beginning));
            consumer.Consume(Patience).Message.Value.ShouldBe("hello");
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_port_in_use_is_named_and_the_exit_code_is_1()
    {
        await using var taken = await EmbeddedKafka.StartAsync();
        var (code, _, error) = await RunToEndAsync("--port", $"{taken.Port}");
        code.ShouldBe(1);
        error.ShouldStartWith("error: ");
        error.ShouldContain($"{taken.Port}");
        error.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("--port", "many")]
    [InlineData("--color")]
    [InlineData("start")]
    [InlineData("--port", "70000")]
    [InlineData("--partitions", "0")]
    [InlineData("--retention-hours", "-3")]
    [InlineData("--retention-hours", "1e300")]
    public async Task A_wrong_command_line_is_exit_code_2(params string[] arguments)
    {
        var (code, _, error) = await RunToEndAsync(arguments);
        code.ShouldBe(2);
        error.ShouldContain(arguments[^1]);
        error.ShouldContain("kafka --help");
    }

    static async Task<(int Code, string Out, string Error)> RunToEndAsync(params string[] arguments)
    {
        using StringWriter output = new(),
            error = new();
        var code = await KafkaCommand.RunAsync(arguments, output, error).WaitAsync(Patience);
        return (code, output.ToString(), error.ToString());
    }

    static async Task RunAsync(string[] arguments, Func<string, Task> use)
    {
        using var stop = new CancellationTokenSource();
        using var output = new FirstLine();
        using var error = new StringWriter();
        var running = KafkaCommand.RunAsync(arguments, output, error, stop.Token);
        await Task.WhenAny(running, output.Said).WaitAsync(Patience);
        running.IsCompleted.ShouldBeFalse(error.ToString());
        await use(Address().Match(await output.Said).Groups["address"].Value);
        await stop.CancelAsync();
        (await running.WaitAsync(Patience)).ShouldBe(0);
    }

    sealed class FirstLine : StringWriter
    {
        readonly TaskCompletionSource<string> _said = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Said => _said.Task;

        public override Task WriteLineAsync(string? value)
        {
            _said.TrySetResult(value!);
            return base.WriteLineAsync(value);
        }
    }

    [GeneratedRegex(@"listens on (?<address>[\d.]+:\d+);", RegexOptions.None, 1000)]
    private static partial Regex Address();
}
