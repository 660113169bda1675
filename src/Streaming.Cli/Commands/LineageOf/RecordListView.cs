using System.Globalization;
using Spectre.Console;
using Streaming.Application.FindRecord;
using Streaming.Application.ListRecords;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.LineageOf;

static class RecordListView
{
    public static void Show(Terminal terminal, ListRecordsRequest request, ListedRecords listed)
    {
        terminal.Result(listed, () => Text(terminal, request, listed));
        if (listed.NotIndexed > 0)
        {
            terminal.Note(
                $"{listed.NotIndexed:N0} batches had to be read whole, since an earlier release recorded them. To index them: "
                    + $"streaming repair index {request.Topology}"
            );
        }
    }

    static void Text(Terminal terminal, ListRecordsRequest request, ListedRecords listed)
    {
        if (listed.Records.Count == 0)
        {
            terminal.Line(request.Before is null ? "No such records." : "No older ones.");
            return;
        }

        var table = Tables.Texts(wrap: true, "event id", "key", "event time", "outcome", "score", "by", "lineage id");
        foreach (var record in listed.Records)
        {
            string[] cells =
            [
                Printable.Text(record.EventId ?? ""),
                Printable.Text(record.Key ?? ""),
                record.Source.EventTime ?? "",
                Outcome(record),
                record.Score?.ToString(CultureInfo.InvariantCulture) ?? "",
                By(record),
                record.LineageId,
            ];
            Tables.Row(table, cells);
        }

        terminal.Show(table);
        if (listed.Before is { } before)
            terminal.Line($"For older ones, add --before {before}");
    }

    static string Outcome(ListedRecord record) =>
        record.Rejection is { } rejection ? $"rejected: {rejection.Reason}" : record.Decision ?? "";

    static string By(ListedRecord record) =>
        record.Model is { } model ? $"{model.Name} v{model.Version}"
        : record.Verdict == RecordVerdict.Scored ? "rule"
        : "";
}
