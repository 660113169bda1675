using Microsoft.AspNetCore.Http;
using Streaming.Application.RegisterModel;
using Streaming.Topology;

namespace Streaming.Gateway.Calls;

/// <summary>A model that somebody sends, with rows to score or without; what was kept of it is gone with it.</summary>
sealed class ModelUpload : IDisposable
{
    /// <summary>What the part with the ONNX file is called.</summary>
    public const string Model = "model";

    /// <summary>What the part with the CSV file is called.</summary>
    public const string Rows = "rows";

    readonly UploadFolder _folder = new();
    readonly long _most;
    UploadedFile? _model;
    UploadedFile? _rows;
    long _bytes;

    /// <param name="http">The request that it comes with.</param>
    /// <param name="most">Bytes of both together.</param>
    public ModelUpload(HttpContext http, long most)
    {
        _most = most;
        // Faults call its files by their names.
        http.Features.Set(this);
    }

    /// <summary>A message as its sender understands it.</summary>
    public string Named(string message) => _folder.Without(message);

    /// <summary>Takes the next bytes of a part.</summary>
    /// <exception cref="BadHttpRequestException">There are too many.</exception>
    public Task AppendAsync(string part, ReadOnlyMemory<byte> piece, CancellationToken stop)
    {
        _bytes += piece.Length;
        if (_bytes > _most)
        {
            throw new BadHttpRequestException(
                $"A model and its rows may have {_most:N0} bytes together here.",
                StatusCodes.Status413PayloadTooLarge
            );
        }

        var file = part == Model ? _model ??= _folder.Begin("model.onnx") : _rows ??= _folder.Begin("rows.csv");
        return file.AppendAsync(piece, stop);
    }

    /// <summary>What is to be done with it, once all has come.</summary>
    /// <exception cref="StreamingException">There is no model.</exception>
    public RegisterModelRequest Complete(RegisterModelRequest said)
    {
        if (_model is null)
            throw RequestShape.Invalid($"The ONNX file is missing: send its bytes as {Model}.");
        var hash = _model.Complete();
        _rows?.Complete();
        return said with { File = _model.Path, Data = _rows?.Path, SentHash = hash };
    }

    public void Dispose() => _folder.Dispose();
}
