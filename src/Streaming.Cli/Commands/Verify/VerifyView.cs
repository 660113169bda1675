using Streaming.Application.Operations;
using Streaming.Application.VerifyLineage;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Verify;

static class VerifyView
{
    public static void Show(Terminal terminal, VerifiedLineage verified) => terminal.Result(verified, () =>
        {
            foreach (var fault in verified.Faults)
            {
                var message = FaultWords.Of(new OperationFault("unsound", fault.Message, fault.Cure));
                terminal.Line(fault.Stream is null ? message : $"{fault.Stream}/{fault.Version}: {message}");
            }

            foreach (var removed in verified.Removed)
            {
                terminal.Line(
                    $"{removed.Stream} begins with version {removed.First}: what was before was removed {removed.At}, older than "
                        + $"{removed.Keep}, "
                        + $"signed with key {removed.Key[..16]}{(removed.KeyChecked ? "" : " (give --key to know whose that is)")}."
                );
            }

            var (batches, records) = (verified.Streams.Sum(s => s.Versions), verified.Streams.Sum(s => s.Records));
            terminal.Line(
                verified.Sound
                    ? $"Sound: {batches:N0} batches of {verified.Streams.Count} streams, {records:N0} records; every hash, link, count "
                        + "and lookup row is right, and so are the histories of models and "
                        + "topology"
                        + (verified.Checkpoint is null ? "." : $", and all that was signed at {verified.Checkpoint.SignedAt} is there.")
                    : $"Not sound: {verified.Faults.Count} faults in {verified.Streams.Count} streams."
            );
        });
}
