using Spectre.Console;
using Streaming.Application.Control;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Control;

static class ControlView
{
    public static void Show(Terminal terminal, PipelineControl control) => terminal.Result(control, () =>
        {
            terminal.Line(
                (control.FallsBack, control.Partitions.Any(p => p.FallsBack)) switch
                {
                    (true, _) => $"{control.Topology} scores by its rule, on command.",
                    (_, true) => $"Some partitions of {control.Topology} score by its rule, on command.",
                    _ => $"{control.Topology} scores by the model in use, or by its rule while there is none.",
                }
            );
            if (control.Pending)
                terminal.Line("A command waits: it takes effect with the next batch of each partition, once the pipeline runs.");
            var told = control.Partitions.Where(p => p.Batch is not null).ToList();
            if (told.Count == 0)
                return;
            var table = Tables.Texts(wrap: false, "partition", "scores by", "since batch", "said by", "at", "because");
            foreach (var partition in told)
            {
                table.AddRow(
                    new Text($"{partition.Partition}"),
                    new Text(partition.FallsBack ? "rule" : "model"),
                    new Text(partition.Batch!),
                    Said(partition.Command?.Author),
                    new Text(partition.Command is { } command ? $"{command.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}" : ""),
                    Said(partition.Command?.Because)
                );
            }

            terminal.Show(table);
        });

    static Text Said(string? text) => new(text is null ? "" : Printable.Text(text));
}
