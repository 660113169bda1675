using System.Globalization;
using System.Text.Json.Nodes;

namespace Streaming.TestDriver;

/// <summary>Compares what came with what a test says of it: what is not said may be anything.</summary>
static class Expectation
{
    /// <summary>Digits beyond float32 are nobody's concern.</summary>
    const double Tolerance = 1e-6;

    /// <param name="what">What is compared, such as <c>predictions</c>.</param>
    /// <param name="expected">What is said of each, in order.</param>
    /// <param name="actual">What came.</param>
    /// <param name="failures">Takes a sentence for each difference.</param>
    public static void Compare(string what, IReadOnlyList<JsonObject> expected, IReadOnlyList<JsonObject> actual, List<string> failures)
    {
        if (expected.Count != actual.Count)
        {
            var came = actual.Count == 0 ? "" : $": {string.Join(", ", actual.Take(3).Select(Name))}{(actual.Count > 3 ? ", …" : "")}";
            failures.Add($"{what}: {expected.Count} expected, {actual.Count} came{came}.");
        }

        foreach (var (i, (wanted, found)) in expected.Zip(actual).Index())
            Compare($"{what}[{i + 1}] ({Name(found)})", "", wanted, found, failures);
    }

    static void Compare(string what, string path, JsonNode? wanted, JsonNode? found, List<string> failures)
    {
        if (wanted is JsonObject keys)
        {
            if (found is not JsonObject members)
            {
                failures.Add($"{what}: {path} is {Text(found)}, not a set of keys.");
                return;
            }

            foreach (var (key, value) in keys)
            {
                var below = path.Length == 0 ? key : $"{path}.{key}";
                if (members.TryGetPropertyValue(key, out var member))
                    Compare(what, below, value, member, failures);
                else if (value is not null)
                    failures.Add($"{what}: there is no {below}; there are {string.Join(", ", members.Select(m => m.Key))}.");
            }
        }
        else if (!Same(wanted, found))
        {
            failures.Add($"{what}: {path} is {Text(found)}, expected {Text(wanted)}.");
        }
    }

    static bool Same(JsonNode? wanted, JsonNode? found) =>
        Number(wanted) is { } a && Number(found) is { } b ? (float)a == (float)b || Math.Abs(a - b) <= Tolerance * Math.Abs(a)
        : wanted is JsonArray or JsonObject ? JsonNode.DeepEquals(wanted, found)
        // An id is text, however it was written.
        : Text(wanted) == Text(found);

    static double? Number(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.Number
            ? double.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)
            : null;

    static string Text(JsonNode? node) =>
        node switch
        {
            null => "nothing",
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => node.ToJsonString(),
        };

    static string Name(JsonObject item) => Text(item["event_id"] ?? item["reason"]);
}
