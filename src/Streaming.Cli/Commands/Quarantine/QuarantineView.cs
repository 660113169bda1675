using Spectre.Console;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Quarantine;

internal static class QuarantineView
{
    const int ShownOfValue = 80;

    public static void List(Terminal terminal, IReadOnlyList<RejectedRecord> records)
    {
        if (terminal.Json)
        {
            foreach (var record in records) terminal.JsonLine(record.Document(whole: false));
            return;
        }

        if (records.Count == 0)
        {
            terminal.Line("No rejected records.");
            return;
        }

        var table = new Table { Border = TableBorder.Minimal };
        foreach (var column in (string[])["address", "reason", "rule", "source", "value"]) table.AddColumn(new TableColumn(new Text(column)));
        foreach (var record in records)
        {
            table.AddRow(
                new Text(record.Address), new Text(record.Reason), new Text(record.Rule ?? ""), new Text(record.Source),
                new Text(record.Value is null ? "null" : Printable.Bytes(record.Value, ShownOfValue)));
        }

        terminal.Show(table);
    }

    public static void Show(Terminal terminal, RejectedRecord record) => terminal.Result(record.Document(whole: true), () =>
    {
        terminal.Line($"address     {record.Address}");
        terminal.Line($"reason      {record.Reason}{(record.Rule is null ? "" : $" ({record.Rule})")}");
        terminal.Line($"detail      {record.Detail}");
        terminal.Line($"source      {record.Source}");
        terminal.Line($"rejected    {record.RejectedAt:O}");
        terminal.Line($"lineage id  {record.LineageId}");
        terminal.Line($"key         {(record.Key is null ? "null" : Printable.Bytes(record.Key))}");
        if (record.IsCut) terminal.Line($"length      {record.RawLength} bytes; only the beginning is kept here");
        terminal.Line($"value       {(record.Value is null ? "null" : Printable.Bytes(record.Value, int.MaxValue))}");
    });

    public static void Retried(Terminal terminal, long published, int left) => terminal.Result(
        new { published, left },
        () =>
        {
            terminal.Line($"{published:N0} published again.");
            if (left > 0) terminal.Line($"{left:N0} left alone: cut to fit, or without a value. Give a corrected value with --value.");
        });
}
