using Spectre.Console;
using Streaming.Application.Quarantine;
using Streaming.Application.RetryQuarantine;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Quarantine;

static class QuarantineView
{
    const int ShownOfValue = 80;

    public static void List(Terminal terminal, IReadOnlyList<QuarantinedRecord> records)
    {
        if (terminal.Json)
        {
            foreach (var record in records)
                terminal.JsonLine(record);
            return;
        }

        if (records.Count == 0)
        {
            terminal.Line("No rejected records.");
            return;
        }

        var table = Tables.Texts(wrap: true, "address", "reason", "rule", "source", "value");
        foreach (var record in records)
        {
            table.AddRow(
                new Text(record.Address),
                new Text(record.Reason),
                new Text(record.Rule ?? ""),
                new Text(record.Source),
                new Text(record.RawValue is { } value ? Printable.Bytes(value.Span, ShownOfValue) : "null")
            );
        }

        terminal.Show(table);
    }

    public static void Show(Terminal terminal, QuarantinedRecord record) => terminal.Result(record, () =>
        {
            terminal.Line($"address     {record.Address}");
            terminal.Line($"reason      {record.Reason}{(record.Rule is null ? "" : $" ({record.Rule})")}");
            terminal.Line($"detail      {record.Detail}");
            terminal.Line($"source      {record.Source}");
            terminal.Line($"rejected    {record.RejectedAt:O}");
            terminal.Line($"lineage id  {record.LineageId}");
            terminal.Line($"key         {record.Key ?? "null"}");
            if (record.Cut)
                terminal.Line($"length      {record.RawLength} bytes; only the beginning is kept here");
            terminal.Line($"value       {record.Value ?? "null"}");
        });

    public static void Retried(Terminal terminal, RetriedQuarantine retried) => terminal.Result(retried, () =>
        {
            terminal.Line($"{retried.Published:N0} published again.");
            if (retried.Left > 0)
                terminal.Line($"{retried.Left:N0} skipped: truncated, or without a value. Give a corrected value with --value.");
        });
}
