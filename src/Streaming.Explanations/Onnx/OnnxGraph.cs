using System.Text.Json;
using Streaming.Onnx;
using Streaming.Topology;

namespace Streaming.Explanations.Onnx;

/// <summary>The graph around the trees: what they see, and what becomes of their sum.</summary>
/// <param name="Ensembles">The operators that hold trees; their outputs are added up.</param>
/// <param name="FeatureCount">Columns of the input, where the graph says so.</param>
/// <param name="FeatureNames">Their names, where the metadata say so.</param>
/// <param name="Following">The operators behind the trees, by type.</param>
sealed record OnnxGraph(
    IReadOnlyList<NodeProto> Ensembles,
    int? FeatureCount,
    IReadOnlyList<string>? FeatureNames,
    IReadOnlyList<string> Following
)
{
    const string Regressor = "TreeEnsembleRegressor",
        Ensemble = "TreeEnsemble";
    internal const string Classifier = "TreeEnsembleClassifier";

    /// <summary>Give on what they get, but for its type; float32 is all that rows are made of.</summary>
    static readonly string[] KeepValues = ["Identity", "Cast"];

    internal static OnnxGraph Of(ModelProto model)
    {
        var graph = model.Graph ?? throw new ExplanationException("The file holds no graph: it is no ONNX model.");
        var index = new GraphIndex(graph);
        var ensembles = First(index, [.. graph.Node.Where(n => n.OpType is Regressor or Classifier or Ensemble)]);
        if (ensembles.Count == 0)
        {
            throw new ExplanationException(
                $"The model holds no tree ensemble; its operators are {Names(graph.Node.Select(n => n.OpType))}. "
                    + "A method for any model explains it."
            )
            {
                Cure = Cure.ExplainByScores,
            };
        }

        var inputs = ensembles.Select(e => Source(index, e)).Distinct(StringComparer.Ordinal).ToList();
        if (inputs.Count > 1)
        {
            throw new ExplanationException($"The model's trees take several inputs ({Names(inputs)}); they must take one.")
            {
                Cure = Cure.ExplainByScores,
            };
        }

        var width = Width(graph.Input.FirstOrDefault(i => i.Name == inputs[0]));
        var names = FeatureNamesOf(model);
        if (names is not null && width is not null && names.Length != width)
            throw new ExplanationException($"The model takes {width} features but names {names.Length} of them.");
        return new OnnxGraph(ensembles, width ?? names?.Length, names, Behind(graph, index, ensembles));
    }

    /// <summary>
    /// Those that see no other's output: what looks a score up in trees, as a calibration may, is what becomes of the margin, and no part
    /// of it.
    /// </summary>
    static List<NodeProto> First(GraphIndex index, List<NodeProto> ensembles)
    {
        var behind = index.Behind(ensembles.SelectMany(e => e.Output));
        var first = ensembles.Where(e => !e.Input.Any(behind.Contains)).ToList();
        return first.Count > 0 ? first : ensembles;
    }

    /// <summary>The graph's one input; null where it has several or none.</summary>
    internal static string? InputOf(GraphProto graph)
    {
        var constants = graph.Initializer.Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        return graph.Input.Where(i => !constants.Contains(i.Name)).Select(i => i.Name).Take(2).ToList() is [var one] ? one : null;
    }

    /// <summary>The name of the graph's input that an ensemble sees as it is.</summary>
    /// <exception cref="ExplanationException">Something else comes between.</exception>
    internal static string Source(GraphIndex index, NodeProto ensemble)
    {
        var name = ensemble.Input.FirstOrDefault() ?? throw new ExplanationException($"A {ensemble.OpType} of the model has no input.");
        // Each tensor is passed once at most, unless it is made of itself.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (seen.Add(name))
        {
            if (index.MakerOf(name) is not { } node)
                return name;
            if (!KeepsValues(node))
            {
                throw new ExplanationException(
                    $"The model's trees do not see its input but what a {node.OpType} makes of it: their features are not "
                        + "those of the rows. "
                        + "Export the trees without what prepares their input, and prepare it yourself."
                )
                {
                    Cure = Cure.ExplainByScores,
                };
            }

            name = node.Input[0];
        }

        throw new ExplanationException($"The model's graph runs in a circle at '{name}'.");
    }

    static bool KeepsValues(NodeProto node) =>
        KeepValues.Contains(node.OpType)
        && node.Input.Count == 1
        && (
            node.OpType != "Cast"
            || (TensorProto.Types.DataType)new NodeAttributes(node).Whole("to", 0)
                is TensorProto.Types.DataType.Float
                    or TensorProto.Types.DataType.Double
        );

    static List<string> Behind(GraphProto graph, GraphIndex index, List<NodeProto> ensembles)
    {
        var last = ensembles[0];
        if (ensembles.Count > 1)
        {
            var readers = index.ReadersOf(ensembles.SelectMany(e => e.Output)).ToList();
            if (readers is not [{ OpType: "Sum" or "Add" } sum] || sum.Input.Count != ensembles.Count)
            {
                throw new ExplanationException(
                    $"The model holds {ensembles.Count} tree ensembles and does more than add them up "
                        + $"({Names(readers.Select(r => r.OpType))}): "
                        + "its score is no sum of trees."
                )
                {
                    Cure = Cure.ExplainByScores,
                };
            }

            last = sum;
        }

        var following = new List<string>();
        for (var steps = 0; steps < graph.Node.Count && Next(index, last) is { } next; steps++)
        {
            if (!KeepValues.Contains(next.OpType))
                following.Add(next.OpType);
            last = next;
        }

        return following;
    }

    /// <summary>Who takes a node's scores; a classifier's first output is the label.</summary>
    static NodeProto? Next(GraphIndex index, NodeProto node)
    {
        var scores = node.OpType == Classifier ? node.Output.Skip(1) : node.Output;
        return index.ReadersOf(scores).FirstOrDefault();
    }

    static int? Width(ValueInfoProto? input) =>
        input?.Type?.TensorType?.Shape?.Dim is [_, { ValueCase: TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue } columns]
        && columns.DimValue > 0
            ? (int)Math.Min(columns.DimValue, int.MaxValue)
            : null;

    static string[]? FeatureNamesOf(ModelProto model)
    {
        if (model.MetadataProps.FirstOrDefault(p => p.Key == MetadataKeys.Features) is not { } entry)
            return null;
        try
        {
            if (JsonSerializer.Deserialize<string[]>(entry.Value) is { } names && !names.Contains(null))
                return names;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new ExplanationException($"The model's metadata entry '{MetadataKeys.Features}' must be a JSON array of strings.");
    }

    static string Names(IEnumerable<string> names) =>
        string.Join(", ", names.Distinct(StringComparer.Ordinal).Take(10)) is { Length: > 0 } all ? all : "none";
}
