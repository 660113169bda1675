namespace Streaming.Onnx.Reading;

/// <summary>
/// Goes through a whole file, subgraphs and functions too, before any of it is run: files outside, operators that are unknown, random or
/// may never end, and tensors that are not as large as they say.
/// </summary>
sealed class FileGuard
{
    /// <summary>Where every operator is from whose code comes with ONNX Runtime and which the ONNX standard describes.</summary>
    static readonly string[] Domains = ["", "ai.onnx", "ai.onnx.ml"];

    /// <summary>Another score each time, so that no replay could give the recorded one.</summary>
    static readonly string[] Random =
    [
        "RandomNormal",
        "RandomNormalLike",
        "RandomUniform",
        "RandomUniformLike",
        "Multinomial",
        "Bernoulli",
    ];

    readonly HashSet<(string Domain, string Name)> _functions;
    int _nodes;

    FileGuard(ModelProto model) => _functions = [.. model.Functions.Select(f => (f.Domain, f.Name))];

    /// <exception cref="OnnxFileException">Something must not be run.</exception>
    internal static void Check(ModelProto model)
    {
        var guard = new FileGuard(model);
        guard.Graph(model.Graph, 0);
        foreach (var function in model.Functions)
        {
            guard.Attributes(function.AttributeProto, 1);
            foreach (var node in function.Node)
                guard.Node(node, 1);
        }

        FunctionGuard.Check(model);
    }

    void Graph(GraphProto graph, int depth)
    {
        if (depth > FileLimits.Depth)
            throw new OnnxFileException($"it has graphs within each other deeper than {FileLimits.Depth}. Export it without control flow");
        foreach (var tensor in graph.Initializer)
            TensorGuard.Check(tensor);
        foreach (var sparse in graph.SparseInitializer)
            Sparse(sparse);
        foreach (var node in graph.Node)
            Node(node, depth);
        foreach (var name in graph.Input.Concat(graph.Output).Select(v => v.Name).Where(n => n.Length is 0 or > FileLimits.NameLength))
        {
            throw new OnnxFileException(
                name.Length == 0
                    ? "it has an input or output without a name. Export it again"
                    : $"it has an input or output whose name is {name.Length} characters long; {FileLimits.NameLength} are allowed"
            );
        }
    }

    void Node(NodeProto node, int depth)
    {
        if (++_nodes > FileLimits.Nodes)
        {
            throw new OnnxFileException(
                $"it has more than {FileLimits.Nodes:N0} operators, the most a model may have. Export a smaller model"
            );
        }

        Operator(node);
        Attributes(node.Attribute, depth);
    }

    void Attributes(IEnumerable<AttributeProto> attributes, int depth)
    {
        foreach (var attribute in attributes)
        {
            foreach (var tensor in attribute.T is { } one ? attribute.Tensors.Append(one) : attribute.Tensors)
                TensorGuard.Check(tensor);
            foreach (var sparse in attribute.SparseTensor is { } one ? attribute.SparseTensors.Append(one) : attribute.SparseTensors)
                Sparse(sparse);
            foreach (var graph in attribute.G is { } one ? attribute.Graphs.Append(one) : attribute.Graphs)
                Graph(graph, depth + 1);
        }
    }

    void Operator(NodeProto node)
    {
        if (_functions.Contains((node.Domain, node.OpType)))
            return;
        var name = Quoted(node.OpType);
        if (!Domains.Contains(node.Domain))
        {
            throw new OnnxFileException(
                $"its operator {name} is of the domain {Quoted(node.Domain)}, which is none of the ONNX standard's. Export it with the "
                    + "standard's operators alone (ai.onnx and ai.onnx.ml)"
            );
        }

        if (Random.Contains(node.OpType) || (node.OpType == "Dropout" && node.Input.Count > 2 && node.Input[2].Length > 0))
        {
            throw new OnnxFileException(
                $"its operator {name} is random: the same row would get another score each time. Export it for inference (in PyTorch: "
                    + "model.eval())"
            );
        }

        if (node.OpType == "Loop")
            throw new OnnxFileException($"its operator {name} may run for ever. Export the model without loops");
    }

    static void Sparse(SparseTensorProto sparse)
    {
        if (sparse.Values is { } values)
            TensorGuard.Check(values);
        if (sparse.Indices is { } indices)
            TensorGuard.Check(indices);
        TensorGuard.Count(sparse.Dims, sparse.Values?.Name ?? "");
    }

    /// <summary>A name out of the file, short enough for a message.</summary>
    internal static string Quoted(string name) => $"'{(name.Length > 80 ? name[..80] + "…" : name)}'";
}
