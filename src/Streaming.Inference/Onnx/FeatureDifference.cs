namespace Streaming.Inference.Onnx;

/// <summary>Says in words where two lists of features part.</summary>
static class FeatureDifference
{
    internal static string Describe(IReadOnlyList<string> model, IReadOnlyList<string> topology)
    {
        var missing = model.Except(topology, StringComparer.Ordinal).ToArray();
        var extra = topology.Except(model, StringComparer.Ordinal).ToArray();
        var parts = new List<string>();
        if (missing.Length > 0)
            parts.Add($"the topology lacks {string.Join(", ", missing)}");
        if (extra.Length > 0)
            parts.Add($"the model does not know {string.Join(", ", extra)}");
        if (parts.Count == 0 && model.Count == topology.Count)
        {
            var at = Enumerable.Range(0, model.Count).First(i => model[i] != topology[i]);
            parts.Add($"they come in another order (number {at + 1} is {model[at]} in the model, {topology[at]} in the topology)");
        }

        return parts.Count > 0 ? string.Join("; ", parts) : "a name occurs twice";
    }
}
