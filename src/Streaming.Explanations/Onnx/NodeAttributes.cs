using Streaming.Onnx;

namespace Streaming.Explanations.Onnx;

/// <summary>An operator's attributes by name.</summary>
sealed class NodeAttributes
{
    readonly Dictionary<string, AttributeProto> _all = new(StringComparer.Ordinal);
    readonly string _operator;

    internal NodeAttributes(NodeProto node)
    {
        _operator = node.OpType;
        foreach (var attribute in node.Attribute)
        {
            if (!_all.TryAdd(attribute.Name, attribute))
                throw new ExplanationException($"The model's {_operator} has two attributes {attribute.Name}.");
        }
    }

    internal bool Has(string name) => _all.ContainsKey(name);

    internal long Whole(string name, long otherwise) => _all.TryGetValue(name, out var found) ? found.I : otherwise;

    internal string Text(string name, string otherwise) => _all.TryGetValue(name, out var found) ? found.S.ToStringUtf8() : otherwise;

    internal IReadOnlyList<long> Wholes(string name) => _all.TryGetValue(name, out var found) ? found.Ints : [];

    internal IReadOnlyList<string> Texts(string name) =>
        _all.TryGetValue(name, out var found) ? [.. found.Strings.Select(s => s.ToStringUtf8())] : [];

    /// <summary>Numbers: a list of floats, or a tensor, which the older operators name <c>…_as_tensor</c>.</summary>
    internal IReadOnlyList<double> Numbers(string name) =>
        _all.TryGetValue(name, out var found) && found.Floats.Count > 0 ? [.. found.Floats.Select(f => (double)f)]
        : (found ?? _all.GetValueOrDefault(name + "_as_tensor"))?.T is { } tensor ? TensorValues.Of(tensor, $"{_operator}.{name}")
        : [];

    /// <summary>Numbers of which there must be one for each of something else.</summary>
    internal IReadOnlyList<double> Numbers(string name, int count) => Counted(Numbers(name), name, count);

    internal IReadOnlyList<long> Wholes(string name, int count) => Counted(Wholes(name), name, count);

    /// <summary>The same, where leaving all of them out means 0.</summary>
    internal IReadOnlyList<long> WholesOrNone(string name, int count) =>
        Wholes(name) is { Count: > 0 } found ? Counted(found, name, count) : new long[count];

    IReadOnlyList<T> Counted<T>(IReadOnlyList<T> values, string name, int count) =>
        values.Count == count
            ? values
            : throw new ExplanationException(
                $"The model's {_operator} is damaged: {name} has {values.Count} entries where {count} are needed."
            );
}
