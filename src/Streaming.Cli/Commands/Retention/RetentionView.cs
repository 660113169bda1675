using System.Globalization;
using Streaming.Application.RemoveLineage;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Retention;

static class RetentionView
{
    public static void Show(Terminal terminal, RemovedLineage removed) => terminal.Result(removed, () =>
        {
            var table = Tables.Plain("stream", removed.DryRun ? "would go" : "gone", "batches", "records", "kept", "because");
            foreach (var stream in removed.Streams)
            {
                Tables.Row(
                    table,
                    stream.Stream,
                    stream.Batches == 0 ? "nothing" : Text($"{stream.From} to {stream.First - 1}"),
                    Text($"{stream.Batches:N0}"),
                    Text($"{stream.Records:N0}"),
                    Text($"{stream.First} to {stream.Last}"),
                    Because(stream)
                );
            }

            terminal.Show(table);
            foreach (var stream in removed.Finished)
                terminal.Line($"An earlier removal from {stream} was finished.");
            foreach (var stream in removed.Streams.Where(s => s.Archive is not null))
                terminal.Line($"{stream.Stream} {stream.From} to {stream.First - 1}: {stream.Archive}");
            var records = removed.Streams.Sum(s => s.Records);
            var key = removed.Statement?.Key[..16];
            terminal.Line(
                removed switch
                {
                    { DryRun: true } => Text(
                        $"{records:N0} records of {removed.Topology} are older than {removed.Keep} and would be removed."
                    ),
                    { Statement: not null } => Text(
                        $"{records:N0} records older than {removed.Keep} were removed from {removed.Topology}; signed with key {key}."
                    ),
                    _ => Text($"Nothing of {removed.Topology} can be removed yet."),
                }
            );
        });

    static string Because(RemovedStream stream) =>
        stream.KeptBecause switch
        {
            KeptReason.Young => "not old enough",
            KeptReason.SegmentOpen => "its segment is not over",
            KeptReason.State => "windows or the check for duplicates look at it",
            KeptReason.Restore => "state was restored from it",
            _ => $"follower {stream.Follower} has not handled it",
        };

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
