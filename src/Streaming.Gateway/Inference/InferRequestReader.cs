using System.Text.Json;
using Streaming.Application.AskModel;
using Streaming.Topology;

namespace Streaming.Gateway.Inference;

/// <summary>
/// Reads a request of the Open Inference Protocol v2 in JSON, with the binary tensor data extension: JSON first, then the bytes of the
/// inputs that say so, in their order. What does not add up is refused.
/// </summary>
static class InferRequestReader
{
    const int MostInputs = 4096;

    /// <summary>Parameters of what is not offered; others that are unknown say nothing that matters here.</summary>
    static readonly string[] NotSupported = ["classification", "shared_memory_region"];

    static readonly JsonDocumentOptions Plain = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <param name="body">The whole of it.</param>
    /// <param name="json">So many bytes are JSON.</param>
    /// <exception cref="StreamingException">It is no such request.</exception>
    public static InferCall Read(ReadOnlyMemory<byte> body, int json)
    {
        try
        {
            using var document = JsonDocument.Parse(body[..json], Plain);
            return Read(document.RootElement, new Rest(body[json..]));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // What is of another kind than the protocol has it is said by the library as an operation that is not valid.
            throw Invalid($"The body is no inference request: {e.Message}", e);
        }
    }

    static InferCall Read(JsonElement request, Rest rest)
    {
        if (request.ValueKind != JsonValueKind.Object || !request.TryGetProperty("inputs", out var inputs))
            throw Invalid("The body must be a JSON object with inputs.");
        if (inputs.GetArrayLength() is 0 or > MostInputs)
            throw Invalid($"There are 1 to {MostInputs} inputs.");
        var tensors = inputs.EnumerateArray().Select(input => Tensor(input, rest)).ToList();
        if (rest.Length > 0)
            throw Invalid($"{rest.Length} bytes behind the JSON belong to no input.");
        var parameters = Parameters(request);
        return new InferCall(Text(request, "id"), tensors, Outputs(request, Flag(parameters, "binary_data_output")));
    }

    static AskedTensor Tensor(JsonElement input, Rest rest)
    {
        var name = Text(input, "name") ?? throw Invalid("An input has no name.");
        var type = Text(input, "datatype") ?? throw Invalid($"Input {name} has no datatype.");
        if (!input.TryGetProperty("shape", out var dimensions))
            throw Invalid($"Input {name} has no shape.");
        var shape = dimensions.EnumerateArray().Select(d => d.GetInt64()).Take(16).ToList();
        var parameters = Parameters(input);
        var hasData = input.TryGetProperty("data", out var data);
        if (parameters.TryGetValue("binary_data_size", out var size))
        {
            return hasData
                ? throw Invalid($"Input {name} has data twice: in the JSON and behind it.")
                : new AskedTensor(name, shape, TensorData.OfBytes(name, type, rest.Take(name, size.GetInt64()).Span));
        }

        return hasData ? new AskedTensor(name, shape, TensorData.OfJson(name, type, data)) : throw Invalid($"Input {name} has no data.");
    }

    static List<WantedOutput> Outputs(JsonElement request, bool? allBinary)
    {
        if (!request.TryGetProperty("outputs", out var outputs) || outputs.GetArrayLength() == 0)
            return [.. InferOutputs.All.Select(name => new WantedOutput(name, allBinary ?? false))];
        var wanted = outputs
            .EnumerateArray()
            .Select(o => new WantedOutput(InferOutputs.Named(Text(o, "name")), Flag(Parameters(o), "binary_data") ?? allBinary ?? false))
            .ToList();
        return wanted.DistinctBy(w => w.Name).Count() == wanted.Count ? wanted : throw Invalid("An output is asked for twice.");
    }

    static Dictionary<string, JsonElement> Parameters(JsonElement of)
    {
        if (!of.TryGetProperty("parameters", out var parameters))
            return [];
        var given = parameters.EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
        return NotSupported.FirstOrDefault(given.ContainsKey) is { } no ? throw Invalid($"{no} is not supported.") : given;
    }

    static bool? Flag(Dictionary<string, JsonElement> parameters, string name) =>
        parameters.TryGetValue(name, out var value) ? value.GetBoolean() : null;

    static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;

    static StreamingException Invalid(string message, Exception? cause = null) => new(message, cause) { Kind = FailureKind.Invalid };

    /// <summary>What is left of the bytes behind the JSON.</summary>
    sealed class Rest(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlyMemory<byte> _left = bytes;

        public int Length => _left.Length;

        public ReadOnlyMemory<byte> Take(string input, long size)
        {
            if (size < 0 || size > _left.Length)
                throw Invalid($"Input {input} is said to have {size} bytes behind the JSON, and {_left.Length} are left.");
            var taken = _left[..(int)size];
            _left = _left[(int)size..];
            return taken;
        }
    }
}
