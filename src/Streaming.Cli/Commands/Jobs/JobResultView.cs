using Streaming.Application.ExportLineage;
using Streaming.Application.ReadJobResult;
using Streaming.Application.RepairIndex;
using Streaming.Application.ReplayLineage;
using Streaming.Application.TrainModel;
using Streaming.Application.VerifyAccess;
using Streaming.Application.VerifyLineage;
using Streaming.Cli.Commands.Access;
using Streaming.Cli.Commands.Export;
using Streaming.Cli.Commands.Repair;
using Streaming.Cli.Commands.Replay;
using Streaming.Cli.Commands.Train;
using Streaming.Cli.Commands.Verify;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Jobs;

/// <summary>What came of a job looks as the command itself would show it, and so is the exit code.</summary>
static class JobResultView
{
    public static int Show(Terminal terminal, JobResult result)
    {
        switch (result.Typed)
        {
            case VerifiedLineage verified:
                VerifyView.Show(terminal, verified);
                return verified.Sound ? ExitCode.Done : ExitCode.Failed;
            case ReplayedLineage replayed:
                ReplayView.Show(terminal, replayed);
                return replayed.Differing == 0 ? ExitCode.Done : ExitCode.Failed;
            case VerifiedAccess verified:
                AccessView.Verified(terminal, verified);
                return verified.Sound ? ExitCode.Done : ExitCode.Failed;
            case ExportedLineage exported:
                ExportView.Show(terminal, exported);
                return ExitCode.Done;
            case TrainedModel trained:
                TrainView.Show(terminal, trained);
                return ExitCode.Done;
            case RepairedIndex repaired:
                RepairIndexView.Show(terminal, repaired);
                return ExitCode.Done;
            default:
                terminal.Result(result.Result, () => terminal.Line(result.Result.GetRawText()));
                return ExitCode.Done;
        }
    }
}
