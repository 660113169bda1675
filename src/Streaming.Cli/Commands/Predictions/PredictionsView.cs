using System.Text.Json;
using Spectre.Console;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Predictions;

/// <summary>Predictions as a table, as lines, or as the JSON they are.</summary>
sealed class PredictionsView(Terminal terminal)
{
    static readonly string[] Columns = ["event time", "event id", "key", "score", "decision", "scored by", "lineage id"];

    public void Table(IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        if (terminal.Json)
        {
            foreach (var record in records)
                Line(record);
            return;
        }

        if (records.Count == 0)
        {
            terminal.Line("No predictions yet.");
            return;
        }

        var table = Tables.Texts(wrap: false, Columns);
        foreach (var record in records)
            Tables.Row(table, Cells(record));
        terminal.Show(table);
    }

    public void Line(ReadOnlyMemory<byte> record) =>
        terminal.Line(terminal.Json ? Printable.Bytes(record.Span, int.MaxValue) : string.Join("  ", Cells(record)));

    static string[] Cells(ReadOnlyMemory<byte> value)
    {
        try
        {
            using var json = JsonDocument.Parse(value);
            var prediction = json.RootElement;
            var model = prediction.GetProperty("model");
            return
            [
                Text(prediction, "event_time"),
                Text(prediction, "event_id"),
                Text(prediction, "key"),
                Score(prediction),
                Text(prediction, "decision") + Changed(prediction),
                model.TryGetProperty("name", out _) ? $"{Text(model, "name")} v{Text(model, "version")}" : "rule",
                Text(prediction, "lineage_id"),
            ];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [Printable.Bytes(value.Span, 200), "", "", "", "", "not a prediction", ""];
        }
    }

    static string Score(JsonElement prediction) =>
        prediction.TryGetProperty("score", out var score) && score.ValueKind == JsonValueKind.Number
            ? $"{score.GetDouble():0.0000}"
            : "none";

    static string Text(JsonElement from, string name) => from.TryGetProperty(name, out var value) ? Printable.Text(value.ToString()) : "";

    /// <summary>Who let this decision stand in place of another, where somebody did.</summary>
    static string Changed(JsonElement prediction) =>
        prediction.TryGetProperty("override", out _) ? " (overridden)"
        : prediction.TryGetProperty("guard", out var guard) ? $" (guard {Text(guard, "name")})"
        : "";
}
