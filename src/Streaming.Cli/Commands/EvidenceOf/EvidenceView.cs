using System.Text.Json;
using Streaming.Application.CheckEvidence;
using Streaming.Application.ProveRecord;
using Streaming.Cli.Shell;
using Streaming.Events.Text;
using Streaming.Events.Time;

namespace Streaming.Cli.Commands.EvidenceOf;

static class EvidenceView
{
    const int MinWidth = 9;

    public static void Proved(Terminal terminal, CheckedEvidence proved) => terminal.Result(proved, () =>
        {
            var batch = proved.Batch;
            terminal.Line($"Proved: {proved.LineageId} is a record of the lineage that key {proved.Key} signed at {proved.SignedAt}.\n");
            var columns = proved
                .Record.GetProperty("columns")
                .EnumerateArray()
                .Select(c => (Name: c[0].GetString()!, Value: Text(c[2])))
                .ToList();
            var width = columns.Select(c => c.Name.Length).Append(MinWidth).Max() + 2;
            foreach (var (name, value) in columns)
                Row(name, value);
            terminal.Line();
            Row("written", IsoTime.Format(batch.WrittenAt));
            Row("topology", $"version {batch.TopologyVersion}, text {batch.TopologyHash}");
            Row("scored by", batch.ModelName is null ? "no model" : $"{batch.ModelName} v{batch.ModelVersion}, file {batch.ModelHash}");
            Row("engine", batch.Engine.Length > 0 ? batch.Engine : "none");
            Row("batch", batch.Hash);

            void Row(string label, string text) => terminal.Line($"{label.PadRight(width)}{text}");
        });

    /// <summary>What was written, for whoever asked for it.</summary>
    public static void Written(Terminal terminal, WrittenEvidence written) =>
        terminal.Result(written, () =>
            terminal.Line(
                $"{written.File}: {written.LineageId}, proved by {written.Hashes} hashes and the signed checkpoint. Check it anywhere: "
                    + $"streaming evidence check {written.File} --key <operator's public key>"
            )
        );

    static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? Printable.Text(value.GetString()) : value.GetRawText();
}
