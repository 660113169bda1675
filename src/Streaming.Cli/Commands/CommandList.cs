using System.CommandLine;
using Streaming.Cli.Commands.Access;
using Streaming.Cli.Commands.ApiKeys;
using Streaming.Cli.Commands.Archives;
using Streaming.Cli.Commands.Checkpoints;
using Streaming.Cli.Commands.Clients;
using Streaming.Cli.Commands.Control;
using Streaming.Cli.Commands.Datasets;
using Streaming.Cli.Commands.Demo;
using Streaming.Cli.Commands.Doctor;
using Streaming.Cli.Commands.Drift;
using Streaming.Cli.Commands.EvidenceOf;
using Streaming.Cli.Commands.Explain;
using Streaming.Cli.Commands.Export;
using Streaming.Cli.Commands.Fairness;
using Streaming.Cli.Commands.Goals;
using Streaming.Cli.Commands.Host;
using Streaming.Cli.Commands.Issuer;
using Streaming.Cli.Commands.Jobs;
using Streaming.Cli.Commands.Learning;
using Streaming.Cli.Commands.LineageOf;
using Streaming.Cli.Commands.Login;
using Streaming.Cli.Commands.Models;
using Streaming.Cli.Commands.Override;
using Streaming.Cli.Commands.Predictions;
using Streaming.Cli.Commands.Publish;
using Streaming.Cli.Commands.Quarantine;
using Streaming.Cli.Commands.Repair;
using Streaming.Cli.Commands.Replay;
using Streaming.Cli.Commands.Rescale;
using Streaming.Cli.Commands.Retention;
using Streaming.Cli.Commands.Run;
using Streaming.Cli.Commands.Serve;
using Streaming.Cli.Commands.Simulate;
using Streaming.Cli.Commands.Standalone;
using Streaming.Cli.Commands.Status;
using Streaming.Cli.Commands.TopologyFiles;
using Streaming.Cli.Commands.Train;
using Streaming.Cli.Commands.Users;
using Streaming.Cli.Commands.Verify;

namespace Streaming.Cli.Commands;

/// <summary>All commands, in the order of the help.</summary>
static class CommandList
{
    public static IEnumerable<Command> All() =>
        [
            new DemoCommand(),
            new RunCommand(),
            new RescaleCommand(),
            new PublishCommand(),
            new SimulateCommand(),
            new PredictionsCommand(),
            new StatusCommand(),
            new ControlCommand(),
            new OverrideCommand(),
            new QuarantineCommand(),
            new LineageCommand(),
            new ExportCommand(),
            new VerifyCommand(),
            new CheckpointCommand(),
            new EvidenceCommand(),
            new RetentionCommand(),
            new ArchiveCommand(),
            new ReplayCommand(),
            new RepairCommand(),
            new TrainCommand(),
            new ModelsCommand(),
            new LearningCommand(),
            new DatasetsCommand(),
            new ExplainCommand(),
            new DriftCommand(),
            new GoalsCommand(),
            new FairnessCommand(),
            new ServeCommand(),
            new ApiKeysCommand(),
            new ClientsCommand(),
            new UsersCommand(),
            new IssuerCommand(),
            new LoginCommand(),
            new WhoAmICommand(),
            new TokenCommand(),
            new LogoutCommand(),
            new JobsCommand(),
            new AccessCommand(),
            new TopologyCommand(),
            new BrokerCommand(),
            new PostgresCommand(),
            new DoctorCommand(),
            new HostVerb(),
        ];
}
