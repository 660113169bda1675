using System.Text.Json;
using Spectre.Console;
using Streaming.Application.RegisterModel;
using Streaming.Cli.Shell;
using Streaming.Events.Text;
using Streaming.Inference.Signatures;
using Streaming.Topology.Model;

namespace Streaming.Cli.Commands.Models;

static class RegisterView
{
    const int ShownInputs = 30;

    public static void Show(Terminal terminal, RegisteredFile file) => terminal.Result(file, () =>
        {
            var signature = file.Signature;
            terminal.Line(
                $"{file.Model} v{file.Version}{(file.IsNew ? " is registered" : " was registered already")}: "
                    + $"{Printable.Text(file.Facts.Producer is { Length: > 0 } p ? p : "a writer that gives no name")}, "
                    + $"{Printable.Text(string.Join(", ", file.Facts.OperatorSets))}, hash {file.Hash[..12]}"
            );
            Inputs(terminal, signature);
            terminal.Line($"score    {Score(signature)}");
            if (file.IsExplained)
                terminal.Line("explain  exactly, by SHAP values: it is a tree ensemble");
            Proof(terminal, file.Proof);
            foreach (var note in file.Notes)
                terminal.Line($"note     {Printable.Text(note)}");
            terminal.Line($"It does not score yet: streaming models promote {file.Model} {file.Version}");
        });

    static void Inputs(Terminal terminal, ModelSignature signature)
    {
        var how = signature.MatchedBy switch
        {
            FeatureMatching.Names => "found by name",
            FeatureMatching.Order => "in the topology's order, as the model names none",
            _ => "as you said",
        };
        var rows = signature.BatchRows is { } fixedRows ? $", {fixedRows:N0} row{(fixedRows == 1 ? "" : "s")} at a time" : "";
        terminal.Line($"inputs   {signature.Features.Count} features, {how}{rows}");
        foreach (var input in signature.Inputs.Take(ShownInputs))
        {
            terminal.Line(
                $"  {Printable.Text(input.Name)} ({Word(input.Type)}{(input.IsVector ? ", a vector" : "")}) <- "
                    + $"{Printable.Text(string.Join(", ", input.Features))}"
            );
        }

        if (signature.Inputs.Count > ShownInputs)
            terminal.Line($"  and {signature.Inputs.Count - ShownInputs} more");
    }

    static string Score(ModelSignature signature)
    {
        var output = signature.Output;
        var name = Printable.Text(output.Name);
        if (signature.Transform == ScoreTransform.ReconstructionError)
            return $"mean squared difference between the features and {name} ({Word(output.Type)}, {output.Columns} columns)";
        var column = output.Columns == 1 ? name : $"{name}[{output.Column}]";
        var what = output.Class is { } c ? $" for class {Printable.Text(c)}" : "";
        var made =
            signature.Transform == ScoreTransform.None
                ? ""
                : $", then {JsonNamingPolicy.SnakeCaseLower.ConvertName(signature.Transform.ToString())}";
        return $"{column} ({Word(output.Type)}{(output.Tensor is null ? "" : ", out of a sequence of maps")}){what}{made}";
    }

    static void Proof(Terminal terminal, ScoredProof proof)
    {
        if (proof.Source is null)
            return;
        terminal.Line(
            $"proof    {proof.Rows:N0} {(proof.Source == "file" ? "rows of the file" : "recorded rows")} scored, from "
                + $"{proof.Lowest:0.######} to {proof.Highest:0.######}"
        );
        var table = proof.Source == "file" ? Tables.Plain("row", "score") : Tables.Plain("event", "score", "recorded");
        foreach (var row in proof.Sample)
        {
            var cells = new List<string> { Printable.Text(row.Row), $"{row.Score:0.######}" };
            if (row.Recorded is { } recorded)
                cells.Add($"{recorded:0.######}");
            Tables.Row(table, cells);
        }

        terminal.Show(table);
    }

    static string Word(NumberType type) => type.ToString().ToLowerInvariant();
}
