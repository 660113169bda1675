using System.Globalization;
using Streaming.Inference.Models;
using Streaming.Onnx;
using Streaming.Onnx.Reading;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Inference.Signatures;

/// <summary>Says which of a model's outputs is the score, and which of its columns.</summary>
static class OutputReader
{
    /// <summary>Names by which exporters call the output wanted here, the best first.</summary>
    static readonly string[] ScoreNames = ["score", "probabilities", "probability", "output_probability", "predictions", "variable"];

    /// <summary>Outputs that a message names.</summary>
    const int Shown = 20;

    /// <summary>What somebody said, taken apart.</summary>
    internal sealed record Wanted(OutputCandidate Output, string? Column);

    /// <summary>The outputs among which the score is looked for: those of real numbers, or the one that is named.</summary>
    /// <exception cref="ModelException">There is none.</exception>
    internal static List<Wanted> Candidates(GraphProto graph, string? named)
    {
        var (numbers, others) = OutputCandidate.Of(graph);
        if (named is not null)
            return [Named(named, numbers, others)];
        var real = numbers.Where(n => n.Type is TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Double).ToList();
        if (real.Count == 0)
        {
            throw new ModelException(
                $"The model has no output that could be a score: it has {Listed(numbers, others)}. Export it with its probabilities or its "
                    + "raw score."
                    + (numbers.Count > 0 ? " A label of whole numbers is a score where somebody says so." : "")
            )
            {
                Cure = numbers.Count > 0 ? Cure.NameOutput : null,
            };
        }

        var best = ScoreNames.Select(name => real.Find(r => r.Name == name)).FirstOrDefault(r => r is not null);
        return best is null ? [.. real.Select(r => new Wanted(r, null))] : [new Wanted(best, null)];
    }

    static Wanted Named(string text, List<OutputCandidate> numbers, List<string> others)
    {
        if (numbers.Find(n => n.Name == text) is { } whole)
            return new Wanted(whole, null);
        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        return bracket > 0 && text[^1] == ']' && numbers.Find(n => n.Name == text[..bracket]) is { } part
            ? new Wanted(part, text[(bracket + 1)..^1])
            : throw new ModelException($"The model has no output '{text}' of numbers: it has {Listed(numbers, others)}.")
            {
                Cure = Cure.NameOutput,
            };
    }

    static string Listed(List<OutputCandidate> numbers, List<string> others) =>
        string.Join(
            ", ",
            numbers
                .Select(n =>
                    FileGuard.Quoted(n.Name)
                    + (n.Type is { } type ? $" ({TypeNames.Of(type)}" : " (")
                    + (n.Classes is { } c ? $", classes {string.Join(" and ", c.Names.Take(5))})" : ")")
                )
                .Concat(others)
                .Take(Shown)
        );

    /// <summary>The one that is the score.</summary>
    /// <param name="found">What came out when the model was tried.</param>
    /// <param name="graph">The model's.</param>
    /// <param name="features">How many features it takes.</param>
    /// <param name="transform">What is made of the output.</param>
    /// <exception cref="ModelException">Only somebody who knows the model can say.</exception>
    internal static ModelOutput Choose(
        IReadOnlyList<(Wanted Wanted, TriedOutput Tried)> found,
        GraphProto graph,
        int features,
        ScoreTransform transform
    )
    {
        if (found.Count > 1)
        {
            throw new ModelException(
                "Which of the model's outputs is the score? It has "
                    + string.Join(", ", found.Take(Shown).Select(f => Described(f.Wanted, f.Tried)))
                    + (found.Count > Shown ? $" and {found.Count - Shown} more." : ".")
            )
            {
                Cure = Cure.NameOutput,
            };
        }

        var (wanted, tried) = found[0];
        if (!tried.IsByRow)
        {
            throw new ModelException(
                $"The model's output {Described(wanted, tried)} for {tried.Rows} rows: it does not give [rows], [rows, 1] or [rows, "
                    + "columns]. "
                    + "Export it with an open first dimension of input and output (in PyTorch: dynamic_axes for both)."
            );
        }

        var column =
            transform == ScoreTransform.ReconstructionError ? Reconstruction(wanted, tried, features) : Column(wanted, tried, graph);
        var classes = wanted.Output.Classes;
        return new ModelOutput(wanted.Output.Name, tried.Type, tried.Shape.Length == 1, tried.Columns, column)
        {
            Class = transform != ScoreTransform.ReconstructionError && classes?.Names.Count == tried.Columns ? classes.Names[column] : null,
            Tensor = wanted.Output.Tensor == wanted.Output.Name ? null : wanted.Output.Tensor,
        };
    }

    static int Reconstruction(Wanted wanted, TriedOutput tried, int features) =>
        tried.Columns == features && wanted.Column is null
            ? 0
            : throw new ModelException(
                $"score.transform is reconstruction_error, and the model takes {features} features and gives "
                    + $"{Described(wanted, tried)}: of an autoencoder all {features} columns are compared. Say score.transform: none for "
                    + "another kind of model."
            );

    static int Column(Wanted wanted, TriedOutput tried, GraphProto graph)
    {
        var classes = wanted.Output.Classes is { } known && known.Names.Count == tried.Columns ? known : null;
        if (wanted.Column is { } text)
            return Asked(wanted, tried, classes, text);
        if (tried.Columns == 1)
            return 0;
        if (tried.Columns == 2 && Positive(classes, graph) is { } positive)
            return positive;
        throw new ModelException(
            $"The model's output "
                + $"{Described(wanted, tried)}{(classes is null ? "" : $", for the classes {InputReader.Listed(classes.Names)}")}: "
                + "say which column is the score"
                + (classes is null ? ", by its number from 0 on." : ", by its class.")
        )
        {
            Cure = Cure.NameOutput,
        };
    }

    /// <summary>The column of the class that is looked for; null: only who made the model knows.</summary>
    static int? Positive(Classes? classes, GraphProto graph)
    {
        if (classes is not null)
            return classes.Positive;
        return LabelIsText(graph) ? null : 1;
    }

    static int Asked(Wanted wanted, TriedOutput tried, Classes? classes, string text)
    {
        if (classes is { AreNumbers: false } && classes.Names.Index().FirstOrDefault(c => c.Item == text) is { Item: not null } found)
            return found.Index;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < tried.Columns
            ? index
            : throw new ModelException(
                $"The model's output {Described(wanted, tried)}: it has no column '{text}'. They are numbered 0 to {tried.Columns - 1}"
                    + (classes is null ? "." : $", and are those of {InputReader.Listed(classes.Names)}.")
            )
            {
                Cure = Cure.NameOutput,
            };
    }

    static bool LabelIsText(GraphProto graph) =>
        graph.Output.Any(o => o.Type?.TensorType?.ElemType == (int)TensorProto.Types.DataType.String);

    static string Described(Wanted wanted, TriedOutput tried) =>
        $"{FileGuard.Quoted(wanted.Output.Name)} comes out as {tried.Type.ToString().ToLowerInvariant()} "
        + $"[{string.Join(", ", tried.Shape)}]";
}
