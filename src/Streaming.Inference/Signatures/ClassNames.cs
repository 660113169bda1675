using Streaming.Onnx;

namespace Streaming.Inference.Signatures;

/// <summary>The classes whose probabilities a tensor holds, found in the operator that makes them.</summary>
static class ClassNames
{
    /// <summary>They keep what stands in which column.</summary>
    static readonly string[] KeepColumns = ["Identity", "Cast", "Normalizer", "Softmax", "Sigmoid", "Clip", "Reshape"];

    static readonly string[] Classifiers = ["TreeEnsembleClassifier", "LinearClassifier", "SVMClassifier"];

    /// <summary>In the order of the columns; null where the graph does not tell.</summary>
    internal static Classes? Of(GraphIndex graph, string tensor)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (seen.Add(tensor))
        {
            if (graph.MakerOf(tensor) is not { } node)
                return null;
            if (Classifiers.Contains(node.OpType) && node.Output.Count > 1 && node.Output[1] == tensor)
                return OfNode(node);
            if (!KeepColumns.Contains(node.OpType) || node.Input.Count == 0)
                return null;
            tensor = node.Input[0];
        }

        return null;
    }

    /// <summary>A classifier's or a ZipMap's.</summary>
    internal static Classes? OfNode(NodeProto node)
    {
        foreach (var attribute in node.Attribute)
        {
            if (attribute.Name is "classlabels_int64s" or "classlabels_ints" && attribute.Ints.Count > 0)
                return new Classes([.. attribute.Ints.Select(i => $"{i}")], AreNumbers: true);
            if (attribute.Name == "classlabels_strings" && attribute.Strings.Count > 0)
                return new Classes([.. attribute.Strings.Select(s => s.ToStringUtf8())], AreNumbers: false);
        }

        return null;
    }
}

/// <param name="Names">One a column.</param>
/// <param name="AreNumbers">Whole numbers, else texts.</param>
sealed record Classes(IReadOnlyList<string> Names, bool AreNumbers)
{
    static readonly string[] No = ["0", "false", "no", "n", "f", "negative", "neg"],
        Yes = ["1", "true", "yes", "y", "t", "positive", "pos"];

    /// <summary>The column of the class that is looked for: of two numbers the greater, of two texts the one that says yes. Null: only who
    /// made the model knows.</summary>
    internal int? Positive =>
        Names.Count != 2 ? null
        : AreNumbers ? (long.Parse(Names[1]) >= long.Parse(Names[0]) ? 1 : 0)
        : Says(No, 0) && Says(Yes, 1) ? 1
        : Says(Yes, 0) && Says(No, 1) ? 0
        : null;

    bool Says(string[] words, int column) => words.Contains(Names[column].ToLowerInvariant());
}
