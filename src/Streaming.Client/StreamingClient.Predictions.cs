using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Streaming.Client;

public sealed partial class StreamingClient
{
    /// <summary>
    /// Predictions as they come, for as long as they are read. A connection that ends is opened again where it was: nothing is missing and
    /// nothing comes twice. Keep <see cref="Prediction.Cursor"/> with what is done with a prediction, and a program that starts again
    /// goes on there.
    /// </summary>
    /// <param name="topology">Its name.</param>
    /// <param name="request">Which, and from where on; null: all, from the next one on.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="StreamingCallException">
    /// There is no such topology, the caller may not, or the cursor leads to what is no longer there.
    /// </exception>
    public IAsyncEnumerable<Prediction> SubscribeAsync(
        string topology,
        SubscribeRequest? request = null,
        CancellationToken stop = default
    ) =>
        new Subscription(_calls, _options, $"/v1/topologies/{Calls.Part(topology)}/predictions/stream", request ?? new()).FollowAsync(stop);

    /// <summary>Committed predictions that are there already.</summary>
    /// <param name="topology">Its name.</param>
    /// <param name="request">Which; null: the last ones.</param>
    /// <param name="stop">Gives up.</param>
    public async IAsyncEnumerable<Prediction> ReadPredictionsAsync(
        string topology,
        ReadPredictionsRequest? request = null,
        [EnumeratorCancellation] CancellationToken stop = default
    )
    {
        var path = Calls.Query($"/v1/topologies/{Calls.Part(topology)}/predictions", request);
        using var response = await _calls.OpenAsync(_calls.Request(HttpMethod.Get, path), stop);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(stop));
        while (await lines.ReadLineAsync(stop) is { } line)
            yield return JsonSerializer.Deserialize<Prediction>(line, Json.Options)!;
    }

    /// <summary>The lineage of every record as a table, as it is read.</summary>
    /// <param name="topology">Its name.</param>
    /// <param name="request">Of which records, in which format.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Bytes of the table; the caller disposes of it.</returns>
    public Task<Stream> ExportLineageAsync(string topology, ExportLineageRequest request, CancellationToken stop = default) =>
        DownloadAsync(_calls.Request(HttpMethod.Get, Calls.Query($"/v1/topologies/{Calls.Part(topology)}/export", request)), stop);
}
