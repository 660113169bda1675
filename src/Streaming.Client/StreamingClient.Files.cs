using System.Text.Json;

namespace Streaming.Client;

public sealed partial class StreamingClient
{
    /// <summary>A dataset, made again from lineage, as a table. Takes the role `modeller`.</summary>
    /// <param name="id">Of the dataset, or the beginning of it.</param>
    /// <param name="request">In which format.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Bytes of the table; the caller disposes of it.</returns>
    public Task<Stream> ExportDatasetAsync(string id, ExportDatasetRequest request, CancellationToken stop = default) =>
        DownloadAsync(_calls.Request(HttpMethod.Get, Calls.Query($"/v1/datasets/{Calls.Part(id)}/table", request)), stop);

    /// <summary>Shares the scores of rows out over the features. Takes the role `modeller`.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">Which version.</param>
    /// <param name="rows">A CSV file with the rows; it is read to its end, once.</param>
    /// <param name="background">A CSV file with rows to compare with; null: the method needs none.</param>
    /// <param name="request">How; null: exactly, where the model is one of trees.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>A CSV file: what each feature did to each score; the caller disposes of it.</returns>
    /// <exception cref="StreamingCallException">The model or the rows cannot be explained so.</exception>
    public Task<Stream> ExplainModelAsync(
        string model,
        int version,
        Stream rows,
        Stream? background = null,
        ExplainModelRequest? request = null,
        CancellationToken stop = default
    ) =>
        DownloadAsync(
            Form(
                $"/v1/models/{Calls.Part($"{model}:{Calls.Part(version)}")}/explanations",
                request ?? new(),
                ("rows", rows),
                ("background", background)
            ),
            stop
        );

    /// <summary>Runs a drift detector over a column of rows. Takes the role `viewer`.</summary>
    /// <param name="rows">A CSV file with the rows, gzip too; it is read to its end, once.</param>
    /// <param name="request">Which column, and which detector.</param>
    /// <param name="stop">Gives up.</param>
    public Task<TriedDetector> TryDetectorAsync(Stream rows, TryDetectorRequest request, CancellationToken stop = default) =>
        _calls.JsonAsync<TriedDetector>(Form("/v1/drift-detectors/trial", request, ("rows", rows)), stop);

    /// <summary>A record with its proof, which is checked without the server. Takes the role `auditor`.</summary>
    /// <param name="topology">Its name.</param>
    /// <param name="checkpoint">The file of a checkpoint that covers the record.</param>
    /// <param name="key">The public key that it is signed with, PEM.</param>
    /// <param name="request">Which record.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The file of the evidence; the caller disposes of it.</returns>
    public Task<Stream> ProveRecordAsync(
        string topology,
        Stream checkpoint,
        Stream key,
        ProveRecordRequest request,
        CancellationToken stop = default
    ) => DownloadAsync(Form($"/v1/topologies/{Calls.Part(topology)}/evidence", request, ("checkpoint", checkpoint), ("key", key)), stop);

    async Task<Stream> DownloadAsync(HttpRequestMessage request, CancellationToken stop)
    {
        var response = await _calls.OpenAsync(request, stop);
        return await response.Content.ReadAsStreamAsync(stop);
    }

    /// <summary>A form with files, which are read as it is sent.</summary>
    HttpRequestMessage Form(string path, object said, params ReadOnlySpan<(string Name, Stream? File)> files)
    {
        var call = _calls.Request(HttpMethod.Post, path, repeating: Repeating.Never);
        // No form of a page sends it, so that the server knows that this is none.
        call.Headers.TryAddWithoutValidation("X-Requested-With", nameof(StreamingClient));
        var form = new MultipartFormDataContent
        {
            { Calls.JsonBody(JsonSerializer.SerializeToUtf8Bytes(said, said.GetType(), Json.Options)), "request" },
        };
        foreach (var (name, file) in files)
        {
            if (file is not null)
                form.Add(new StreamContent(file), name, name);
        }

        call.Content = form;
        return call;
    }
}
