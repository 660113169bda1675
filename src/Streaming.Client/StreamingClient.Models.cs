using System.Text.Json;

namespace Streaming.Client;

/// <summary>What a model said of feature vectors.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Version">The version that scored.</param>
/// <param name="LineageId">Of the first vector; the last number counts up for those that follow.</param>
/// <param name="Scores">Of each vector, in order.</param>
/// <param name="Decisions">What the topology makes of each score.</param>
public sealed record ModelAnswer(string Model, int Version, string LineageId, IReadOnlyList<float> Scores, IReadOnlyList<string> Decisions);

public sealed partial class StreamingClient
{
    /// <summary>Asks a model, by the Open Inference Protocol v2. What it answers is in lineage before it is given.</summary>
    /// <param name="model">Its name.</param>
    /// <param name="vectors">Features of each row, in the model's order; <see cref="float.NaN"/> is a missing value.</param>
    /// <param name="version">Which version; null: the one in use.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<ModelAnswer> InferAsync(
        string model,
        IReadOnlyList<IReadOnlyList<float>> vectors,
        int? version = null,
        CancellationToken stop = default
    )
    {
        var data = vectors.SelectMany(v => v).Select(f => float.IsNaN(f) ? (float?)null : f);
        int[] shape = [vectors.Count, vectors.Count == 0 ? 0 : vectors[0].Count];
        var body = new
        {
            inputs = new[]
            {
                new
                {
                    name = "features",
                    datatype = "FP32",
                    shape,
                    data,
                },
            },
        };
        var path = version is null ? $"/v2/models/{Calls.Part(model)}/infer" : $"/v2/models/{Calls.Part(model)}/versions/{version}/infer";
        var request = _calls.Request(HttpMethod.Post, path, repeating: Repeating.Harmless);
        request.Content = Calls.JsonBody(JsonSerializer.SerializeToUtf8Bytes(body, RecordBatches.Options));
        var answer = await _calls.JsonAsync<InferAnswer>(request, stop);
        JsonElement Output(string name) => answer.Outputs.Single(o => o.Name == name).Data;
        return new ModelAnswer(
            answer.ModelName,
            int.Parse(answer.ModelVersion, System.Globalization.CultureInfo.InvariantCulture),
            answer.Parameters["lineage_id"].GetString()!,
            [.. Output("score").EnumerateArray().Select(s => s.ValueKind == JsonValueKind.Number ? s.GetSingle() : float.NaN)],
            [.. Output("decision").EnumerateArray().Select(d => d.GetString()!)]
        );
    }

    /// <summary>Adds a model file that something else wrote. Takes the role `modeller`.</summary>
    /// <param name="topology">The topology that it is to score.</param>
    /// <param name="name">Name of the model.</param>
    /// <param name="model">The ONNX file; it is read to its end, once.</param>
    /// <param name="rows">A CSV file with rows of features to score as a proof; null: rows that were recorded.</param>
    /// <param name="request">What is said of it; null: its inputs are found by their names or by order.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingCallException">It cannot be served.</exception>
    public Task<RegisteredFile> RegisterModelAsync(
        string topology,
        string name,
        Stream model,
        Stream? rows = null,
        RegisterModelRequest? request = null,
        CancellationToken stop = default
    ) =>
        _calls.JsonAsync<RegisteredFile>(
            Form(
                $"/v1/topologies/{Calls.Part(topology)}/models/{Calls.Part(name)}/versions",
                request ?? new(),
                ("model", model),
                ("rows", rows)
            ),
            stop
        );

    sealed record InferAnswer(
        string ModelName,
        string ModelVersion,
        IReadOnlyDictionary<string, JsonElement> Parameters,
        IReadOnlyList<InferOutput> Outputs
    );

    sealed record InferOutput(string Name, JsonElement Data);
}
