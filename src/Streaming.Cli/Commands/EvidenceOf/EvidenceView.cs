using System.Text.Json;
using Streaming.Cli.Shell;
using Streaming.Events.Text;
using Streaming.Events.Time;
using Streaming.Lineage.Evidence;

namespace Streaming.Cli.Commands.EvidenceOf;

internal static class EvidenceView
{
    const int MinWidth = 9;

    public static void Proved(Terminal terminal, ProvedRecord proved, OperatorKey key) => terminal.Result(
        new { proved = true, lineage_id = proved.Id.ToString(), proved.Record, proved.Batch, signed_at = IsoTime.Format(proved.Checkpoint.MadeAt), key = key.Fingerprint },
        () =>
        {
            var batch = proved.Batch;
            terminal.Line($"Proved: {proved.Id} is a record of the lineage that key {key.Fingerprint} signed at {IsoTime.Format(proved.Checkpoint.MadeAt)}.\n");
            var columns = proved.Record.GetProperty("columns").EnumerateArray().Select(c => (Name: c[0].GetString()!, Value: Text(c[2]))).ToList();
            var width = columns.Select(c => c.Name.Length).Append(MinWidth).Max() + 2;
            foreach (var (name, value) in columns) Row(name, value);
            terminal.Line();
            Row("written", IsoTime.Format(batch.WrittenAt));
            Row("topology", $"version {batch.TopologyVersion}, text {batch.TopologyHash}");
            Row("scored by", batch.ModelName is null ? "no model" : $"{batch.ModelName} v{batch.ModelVersion}, file {batch.ModelHash}");
            Row("engine", batch.Engine.Length > 0 ? batch.Engine : "none");
            Row("batch", batch.Hash);

            void Row(string label, string text) => terminal.Line($"{label.PadRight(width)}{text}");
        });

    /// <summary>What was written, for whoever asked for it.</summary>
    public static void Written(Terminal terminal, string file, RecordEvidence evidence, string id) => terminal.Result(
        new { file, lineage_id = id, hashes = evidence.RecordPath.Count + evidence.BatchPath.Count },
        () => terminal.Line($"{file}: {id}, proved by {evidence.RecordPath.Count + evidence.BatchPath.Count} hashes and the signed checkpoint. Check it anywhere: streaming evidence check {file} --key <operator's public key>"));

    static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? Printable.Text(value.GetString()) : value.GetRawText();
}
