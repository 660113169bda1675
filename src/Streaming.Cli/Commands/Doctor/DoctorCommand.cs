using System.CommandLine;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;

namespace Streaming.Cli.Commands.Doctor;

internal sealed class DoctorCommand : CliCommand
{
    public DoctorCommand()
        : base("doctor", "Say what is found on this machine, what is missing, and the cure")
    {
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("streaming doctor", "this machine with the embedded services"),
        new("streaming doctor --kafka broker:9092", "whether that Kafka can be reached"),
    ];

    protected override async Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        var report = await EmbeddedDoctor.ExamineAsync(ServiceAccess.Options(context.Connections, EmbeddedParts.All), stop);
        report = report with
        {
            Findings =
            [
                .. report.Findings,
                EmbeddedDoctor.Program("docker", "only for docker-compose.kafka.yml"),
                EmbeddedDoctor.Program("java", "only for a Kafka of your own"),
            ],
        };
        DoctorView.Show(context.Terminal, report);
        return report.IsHealthy ? ExitCode.Done : ExitCode.Failed;
    }
}
