using Spectre.Console;
using Streaming.Application.CreateCheckpoint;
using Streaming.Application.ReadCheckpoint;
using Streaming.Cli.Shell;
using Streaming.Events.Time;

namespace Streaming.Cli.Commands.Checkpoints;

static class CheckpointView
{
    public static void Made(Terminal terminal, CreatedCheckpoint made) =>
        terminal.Result(made, () =>
            terminal.Line(
                $"{made.File}: {made.Checkpoint.Streams.Sum(s => s.Version - s.After):N0} batches of {made.Checkpoint.Streams.Count} "
                    + $"streams of {made.Checkpoint.Topology}, signed with key {made.Key[..16]}. Keep it away from the database."
            )
        );

    public static void Show(Terminal terminal, CheckedCheckpoint shown) => terminal.Result(shown, () =>
        {
            var checkpoint = shown.Checkpoint;
            terminal.Line($"{checkpoint.Topology}, signed {IsoTime.Format(checkpoint.MadeAt)} with key {shown.Key}");
            terminal.Line(
                checkpoint.Previous is null ? "the first of its kind" : $"follows the checkpoint with hash {checkpoint.Previous}"
            );
            var table = new Table().Border(TableBorder.Simple).AddColumns("stream", "versions", "hash of the last");
            foreach (var stream in checkpoint.Streams)
                table.AddRow(Markup.Escape(stream.Stream), $"{stream.After + 1} to {stream.Version}", stream.Head);
            foreach (var history in checkpoint.Histories ?? [])
                table.AddRow(Markup.Escape(history.Stream), $"1 to {history.Version}", history.Seal);
            terminal.Show(table);
        });
}
