namespace Streaming.Onnx.Reading;

/// <summary>
/// What a graph becomes once the functions of its file stand in the place of their calls, as ONNX Runtime puts them there before anything
/// is run or bounded: a few of them that call each other twice are more operators than any machine has room for.
/// </summary>
sealed class FunctionGuard
{
    /// <summary>Domains whose operators ONNX Runtime brings itself: it takes its own, whatever a file's function of such a name
    /// says.</summary>
    static readonly string[] Taken = ["ai.onnx", "com.microsoft", "com.ms", "org.pytorch.aten"];

    readonly Dictionary<(string Domain, string Name, string Overload), FunctionProto> _functions = [];
    readonly Dictionary<FunctionProto, Size> _sizes = new(ReferenceEqualityComparer.Instance);

    /// <param name="Nodes">Operators.</param>
    /// <param name="Bytes">That they take in the file.</param>
    readonly record struct Size(long Nodes, long Bytes)
    {
        public static Size operator +(Size one, Size other) => new(one.Nodes + other.Nodes, one.Bytes + other.Bytes);
    }

    FunctionGuard(ModelProto model)
    {
        foreach (var function in model.Functions)
        {
            var name = FileGuard.Quoted(function.Name);
            if (IsTaken(function.Domain))
            {
                throw new OnnxFileException(
                    $"it says what the operator {name} of the domain {FileGuard.Quoted(function.Domain)} does, which is not its to say. "
                        + "Export it with functions of a domain of its own, or without"
                );
            }

            if (!_functions.TryAdd((function.Domain, function.Name, function.Overload), function))
                throw new OnnxFileException($"it has two functions {name}: the file is damaged. Export the model again");
        }
    }

    /// <exception cref="OnnxFileException">It becomes too large, or never ends, or a function is none of the file's to give.</exception>
    internal static void Check(ModelProto model)
    {
        if (model.Functions.Count > 0)
            new FunctionGuard(model).Of(model.Graph.Node, 0);
    }

    static bool IsTaken(string domain) =>
        domain.Length == 0 || Taken.Any(t => domain == t || domain.StartsWith(t + '.', StringComparison.Ordinal));

    Size Of(IEnumerable<NodeProto> nodes, int depth)
    {
        var sum = default(Size);
        foreach (var node in nodes)
        {
            sum += new Size(1, node.CalculateSize());
            if (_functions.TryGetValue((node.Domain, node.OpType, node.Overload), out var function))
                sum += Of(function, depth + 1);
            foreach (var graph in node.Attribute.SelectMany(a => a.G is { } one ? a.Graphs.Append(one) : a.Graphs))
                sum += Of(graph.Node, depth);
            if (sum.Nodes > FileLimits.Nodes || sum.Bytes > FileLimits.Bytes)
            {
                throw new OnnxFileException(
                    $"its functions become more than {FileLimits.Nodes:N0} operators or {FileLimits.Bytes:N0} bytes where they are called, "
                        + "the most a model may have. Export it without functions, or a smaller model"
                );
            }
        }

        return sum;
    }

    Size Of(FunctionProto function, int depth)
    {
        if (_sizes.TryGetValue(function, out var known))
            return known;
        if (depth > FileLimits.FunctionDepth)
        {
            throw new OnnxFileException(
                $"its functions call each other deeper than {FileLimits.FunctionDepth}, or themselves "
                    + $"({FileGuard.Quoted(function.Name)}). Export it without functions"
            );
        }

        return _sizes[function] = Of(function.Node, depth);
    }
}
