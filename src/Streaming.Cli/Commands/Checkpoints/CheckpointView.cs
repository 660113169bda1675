using Spectre.Console;
using Streaming.Cli.Shell;
using Streaming.Events.Time;
using Streaming.Lineage.Evidence;

namespace Streaming.Cli.Commands.Checkpoints;

internal static class CheckpointView
{
    public static void Made(Terminal terminal, string file, Checkpoint checkpoint, OperatorKey key) => terminal.Result(
        new { file, checkpoint, key = key.Fingerprint },
        () => terminal.Line(
            $"{file}: {checkpoint.Streams.Sum(s => s.Version - s.After):N0} batches of {checkpoint.Streams.Count} streams of {checkpoint.Topology}, signed with key {key.Fingerprint[..16]}. Keep it away from the database."));

    public static void Show(Terminal terminal, Checkpoint checkpoint, OperatorKey key) => terminal.Result(
        new { checkpoint, key = key.Fingerprint },
        () =>
        {
            terminal.Line($"{checkpoint.Topology}, signed {IsoTime.Format(checkpoint.MadeAt)} with key {key.Fingerprint}");
            terminal.Line(checkpoint.Previous is null ? "the first of its kind" : $"follows the checkpoint with hash {checkpoint.Previous}");
            var table = new Table().Border(TableBorder.Simple).AddColumns("stream", "versions", "hash of the last");
            foreach (var stream in checkpoint.Streams) table.AddRow(Markup.Escape(stream.Stream), $"{stream.After + 1} to {stream.Version}", stream.Head);
            foreach (var history in checkpoint.Histories ?? []) table.AddRow(Markup.Escape(history.Stream), $"1 to {history.Version}", history.Seal);
            terminal.Show(table);
        });
}
