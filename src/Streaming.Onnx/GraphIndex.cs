namespace Streaming.Onnx;

/// <summary>
/// Which operator makes a tensor, and which read it. A graph from elsewhere may have tens of thousands of operators: whoever follows it and
/// looks through all of them at each step would take minutes for a file of a megabyte.
/// </summary>
sealed class GraphIndex
{
    readonly Dictionary<string, NodeProto> _makers = new(StringComparer.Ordinal);
    readonly Dictionary<string, List<(int Place, NodeProto Node)>> _readers = new(StringComparer.Ordinal);

    internal GraphIndex(GraphProto graph)
    {
        foreach (var (place, node) in graph.Node.Index())
        {
            foreach (var output in node.Output)
                _makers.TryAdd(output, node);
            foreach (var input in node.Input.Distinct(StringComparer.Ordinal))
            {
                if (!_readers.TryGetValue(input, out var readers))
                    _readers.Add(input, readers = []);
                readers.Add((place, node));
            }
        }
    }

    /// <summary>The first that makes it; null: it comes from outside.</summary>
    internal NodeProto? MakerOf(string tensor) => _makers.GetValueOrDefault(tensor);

    /// <summary>Those that read one of some tensors, each once, in the graph's order.</summary>
    internal IEnumerable<NodeProto> ReadersOf(IEnumerable<string> tensors) =>
        tensors
            .SelectMany(tensor => _readers.GetValueOrDefault(tensor) ?? [])
            .DistinctBy(r => r.Place)
            .OrderBy(r => r.Place)
            .Select(r => r.Node);

    /// <summary>All tensors that hang on others, those themselves among them.</summary>
    internal HashSet<string> Behind(IEnumerable<string> tensors)
    {
        var behind = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(tensors);
        while (open.TryPop(out var tensor))
        {
            if (!behind.Add(tensor))
                continue;
            foreach (var (_, node) in _readers.GetValueOrDefault(tensor) ?? [])
            {
                foreach (var output in node.Output)
                    open.Push(output);
            }
        }

        return behind;
    }
}
