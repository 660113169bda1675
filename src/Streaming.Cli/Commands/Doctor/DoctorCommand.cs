using System.CommandLine;
using Streaming.Application.ExamineMachine;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Doctor;

sealed class DoctorCommand : CliCommand
{
    public DoctorCommand()
        : base("doctor", "Show what was found on this machine, what is missing, and what to do about it") { }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming doctor", "this machine with the embedded services"),
            new("streaming doctor --kafka broker:9092", "whether that Kafka can be reached"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var examined = await context.RunAsync(new ExamineMachineOperation(), new ExamineMachineRequest(), stop);
        DoctorView.Show(context.Terminal, examined);
        return examined.Healthy ? ExitCode.Done : ExitCode.Failed;
    }
}
